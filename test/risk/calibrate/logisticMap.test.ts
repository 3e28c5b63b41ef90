import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../bot/boosting/random.ts";
import { fitLogisticMap, type LogisticMap, logisticMapAt } from "../../../bot/risk/calibrate/logisticMap.ts";
import { expectNear } from "../../near.ts";

function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

/** Probabilities whose logits are even over −4 … 2, and what came true of them by a map. */
function drawn(rows: number, seed: number, { intercept, slope }: LogisticMap) {
  const random = seededRandom(seed);
  const probability = new Float64Array(rows);
  const isPositive = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const logit = 6 * random() - 4;
    probability[row] = sigmoid(logit);
    isPositive[row] = Number(random() < sigmoid(intercept + slope * logit));
  }
  return { probability, isPositive };
}

/** Probabilities of which a few are certain, and outcomes of any kind. */
const sample = fc
  .array(fc.tuple(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)), fc.constantFrom(0, 1)), { maxLength: 80 })
  .map((rows) => ({ probability: rows.map(([p]) => p), isPositive: rows.map(([, came]) => came) }));

/** −log likelihood and half the squared distance from the identity, as its documentation says. */
function penalisedLoss({ intercept, slope }: LogisticMap, probability: ArrayLike<number>, isPositive: ArrayLike<number>): number {
  let loss = (intercept ** 2 + (slope - 1) ** 2) / 2;
  for (let i = 0; i < probability.length; i++) {
    const inside = Math.min(1 - 1e-9, Math.max(1e-9, probability[i] as number));
    const margin = intercept + slope * Math.log(inside / (1 - inside));
    loss += Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - (isPositive[i] as number) * margin;
  }
  return loss;
}

describe("logistic maps of probabilities", () => {
  it("find the map that outcomes were drawn by", () => {
    for (const truth of [
      { intercept: -0.7, slope: 0.6 },
      { intercept: 0.5, slope: 1.4 },
      { intercept: 0, slope: 1 },
    ]) {
      const { probability, isPositive } = drawn(50_000, 9, truth);
      const { intercept, slope } = fitLogisticMap(probability, isPositive);
      expectNear(intercept, truth.intercept, 0.05);
      expectNear(slope, truth.slope, 0.05);
    }
  });

  it("are those of scikit-learn", () => {
    const { probability, isPositive } = drawn(50_000, 5, { intercept: -0.7, slope: 0.6 });
    const { intercept, slope } = fitLogisticMap(probability, isPositive);
    // LogisticRegression(C=1e9, tol=1e-12) of scikit-learn 1.2.1 on the logits of these rows; among so many, the prior of one row is next to nothing.
    expectNear(intercept, -0.70425056, 3e-4);
    expectNear(slope, 0.60847199, 3e-4);
  });

  it("have the least penalised log loss of all with a slope from 0", () => {
    fc.assert(
      fc.property(
        sample,
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (rows, a, b) => {
          const { probability, isPositive } = rows;
          const map = fitLogisticMap(probability, isPositive);
          fc.pre(map.slope > 0);
          const other = { intercept: map.intercept + a, slope: map.slope + b };
          const least = penalisedLoss(map, probability, isPositive);
          expect(penalisedLoss(other, probability, isPositive)).least(least - 1e-9 * Math.max(1, least));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leave no slope of that loss at the fit", () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const map = fitLogisticMap(rows.probability, rows.isPositive);
        fc.pre(map.slope > 0);
        const step = 1e-5;
        const loss = (a: number, b: number) =>
          penalisedLoss({ intercept: map.intercept + a, slope: map.slope + b }, rows.probability, rows.isPositive);
        // Logits reach 21: so much more does a step of the slope change.
        expectNear((loss(step, 0) - loss(-step, 0)) / (2 * step), 0, 1e-3);
        expectNear((loss(0, step) - loss(0, -step)) / (2 * step), 0, 1e-2);
      }),
      { numRuns: 200 },
    );
  });

  it("keep the order of rows, and say probabilities", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sample, probability, probability, (rows, one, other) => {
        const map = fitLogisticMap(rows.probability, rows.isPositive);
        expect(map.slope).least(0);
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((p) => logisticMapAt(map, p)) as [number, number];
        expect(less).within(0, 1);
        expect(more).within(less, 1);
      }),
      { numRuns: 300 },
    );
  });

  it("say how often anything came true where what is more likely came true less often", () => {
    const { probability, isPositive } = drawn(4_000, 2, { intercept: -1, slope: -1.5 });
    const map = fitLogisticMap(probability, isPositive);
    const share = isPositive.reduce((sum, came) => sum + came, 0) / isPositive.length;
    expect(map.slope).equal(0);
    for (const p of [0, 0.1, 0.9, 1]) expectNear(logisticMapAt(map, p), share, 1e-9);
  });

  it("are the identity where nothing is known", () => {
    expect(fitLogisticMap([], [])).deep.equal({ intercept: 0, slope: 1 });
  });
});
