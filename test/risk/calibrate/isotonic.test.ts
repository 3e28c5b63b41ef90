import { expect } from "chai";
import fc from "fast-check";
import { fitIsotonic, isotonicAt } from "../../../bot/risk/calibrate/isotonic.ts";
import { expectNear } from "../../near.ts";

// scikit-learn 1.2.1: IsotonicRegression(out_of_bounds="clip").fit(x, y, sample_weight): X_thresholds_, y_thresholds_, predict(asked).
const x = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97];
const y = [0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1];
const weight = [1, 2, 1, 1, 3, 1, 1, 2, 1, 1, 1, 1];
const asked = [0, 0.1, 0.15, 0.25, 0.45, 0.55, 0.65, 0.75, 0.9, 0.96, 1];
const CORNERS_X = [0.1, 0.2, 0.4, 0.5, 0.6, 0.7, 0.9, 0.95, 0.97];
const GOLDEN = [
  {
    weight: undefined,
    y: [0, 0.25, 0.25, 0.5, 0.5, 0.6666666666666666, 0.6666666666666666, 1, 1],
    predicted: [0, 0, 0.125, 0.25, 0.375, 0.5, 0.5833333333333334, 0.6666666666666666, 0.6666666666666666, 1, 1],
  },
  {
    weight,
    y: [0, 0.2857142857142857, 0.2857142857142857, 0.5, 0.5, 0.75, 0.75, 1, 1],
    predicted: [0, 0, 0.1428571428571428, 0.2857142857142857, 0.39285714285714285, 0.5, 0.625, 0.75, 0.75, 1, 1],
  },
];

const rows = fc.array(
  fc.record({ x: fc.integer({ min: 0, max: 15 }), y: fc.integer({ min: 0, max: 1 }), weight: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 40 },
);

describe("isotonic regression", () => {
  for (const golden of GOLDEN) {
    it(`is scikit-learn's ${golden.weight === undefined ? "without" : "with"} weights`, () => {
      const map = fitIsotonic(x, y, golden.weight);
      expect(map.x).deep.equal(CORNERS_X);
      map.y.forEach((value, i) => {
        expectNear(value, golden.y[i] as number, 1e-12);
      });
      asked.forEach((value, i) => {
        expectNear(isotonicAt(map, value), golden.predicted[i] as number, 1e-12);
      });
    });
  }

  it("never descends, keeps the mean and is level beyond its ends", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const map = fitIsotonic(
          all.map((row) => row.x),
          all.map((row) => row.y),
          all.map((row) => row.weight),
        );
        expect(map.y).deep.equal(map.y.toSorted((a, b) => a - b));
        expect(map.x).deep.equal([...new Set(map.x)].toSorted((a, b) => a - b));
        const sum = (of: (row: (typeof all)[number]) => number): number => all.reduce((total, row) => total + row.weight * of(row), 0);
        expectNear(
          sum((row) => isotonicAt(map, row.x)),
          sum((row) => row.y),
          1e-9,
        );
        expect(isotonicAt(map, -1e9)).equal(map.y[0]);
        expect(isotonicAt(map, 1e9)).equal(map.y.at(-1));
        expect(JSON.parse(JSON.stringify(map))).deep.equal(map);
      }),
    );
  });

  it("is the best of all maps that never descend, by the min-max formula", () => {
    // Robertson, Wright and Dykstra 1988: max over from ≤ x of min over to ≥ x of the mean between.
    fc.assert(
      fc.property(rows, (all) => {
        const map = fitIsotonic(
          all.map((row) => row.x),
          all.map((row) => row.y),
          all.map((row) => row.weight),
        );
        const xs = [...new Set(all.map((row) => row.x))];
        const mean = (from: number, to: number): number => {
          const some = all.filter((row) => row.x >= from && row.x <= to);
          return some.reduce((sum, row) => sum + row.weight * row.y, 0) / some.reduce((sum, row) => sum + row.weight, 0);
        };
        for (const at of xs) {
          const best = Math.max(
            ...xs.filter((from) => from <= at).map((from) => Math.min(...xs.filter((to) => to >= at).map((to) => mean(from, to)))),
          );
          expectNear(isotonicAt(map, at), best, 1e-9);
        }
      }),
    );
  });

  it("refuses to learn from nothing", () => {
    expect(() => fitIsotonic([], [])).throw(RangeError, "at least one row");
  });
});
