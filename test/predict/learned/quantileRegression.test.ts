import { expect } from "chai";
import fc from "fast-check";
import { type QuantileRegression, quantileRegression } from "../../../bot/predict/learned/quantileRegression.ts";
import { seededRandom } from "../../../bot/predict/neural/seededRandom.ts";
import { expectNear } from "../../near.ts";
import { normalNumbers } from "./plantedBatch.ts";

/** Rows of a constant and two inputs, with noise that grows with the first. */
function madeUp(seed: number, rows = 200): Omit<QuantileRegression, "level"> {
  const normal = normalNumbers(seed);
  const random = seededRandom(seed + 1);
  const inputs = Float64Array.from({ length: rows * 3 }, (_, i) => (i % 3 === 0 ? 1 : normal()));
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b] = [inputs[row * 3 + 1] as number, inputs[row * 3 + 2] as number];
    return 0.3 + 0.7 * a - 0.2 * b + (0.3 + 0.2 * Math.abs(a)) * normal();
  });
  return { inputs, width: 3, targets, weights: Float64Array.from({ length: rows }, () => 0.5 + random.next()) };
}

const level = fc.constantFrom(0.1, 0.25, 0.5, 0.75, 0.9);
const seed = fc.integer({ min: 1, max: 1000 });
const shift = fc.double({ min: -2, max: 2, noNaN: true });
const numbers = (values: Iterable<number>) => [...values];

describe("linear quantile regression", () => {
  /*
   * scikit-learn 1.2.1:
   *
   *   i = np.arange(1, 41)
   *   x = np.column_stack([np.sin(i), np.cos(2 * i)])
   *   y = 0.5 * x[:, 0] - 0.3 * x[:, 1] + (1 + 0.5 * np.abs(x[:, 0])) * np.sin(7 * i * i)
   *   w = 1 + i % 3
   *   m = QuantileRegressor(quantile=level, alpha=0, solver="highs").fit(x, y, sample_weight=w)
   *   r = y - m.predict(x)
   *   m.intercept_, m.coef_, np.average(np.maximum(level * r, (level - 1) * r), weights=w)
   */
  const reference = [
    { level: 0.1, coefficients: [-1.218233, 0.666565, -0.271058], loss: 0.125194 },
    { level: 0.25, coefficients: [-0.950845, 0.893291, -0.44926], loss: 0.297813 },
    { level: 0.5, coefficients: [0.202559, 1.548652, 0.06421], loss: 0.411017 },
    { level: 0.75, coefficients: [0.777474, 1.107975, -0.059943], loss: 0.28142 },
    { level: 0.9, coefficients: [1.210525, 0.621083, -0.390892], loss: 0.123192 },
  ];
  const sines = (): Omit<QuantileRegression, "level"> => {
    const rows = Array.from({ length: 40 }, (_, row) => row + 1);
    const targetOf = (i: number) => 0.5 * Math.sin(i) - 0.3 * Math.cos(2 * i) + (1 + 0.5 * Math.abs(Math.sin(i))) * Math.sin(7 * i * i);
    return {
      inputs: Float64Array.from(rows.flatMap((i) => [1, Math.sin(i), Math.cos(2 * i)])),
      width: 3,
      targets: Float64Array.from(rows, targetOf),
      weights: rows.map((i) => 1 + (i % 3)),
    };
  };
  for (const { level: ofReference, coefficients, loss } of reference) {
    it(`finds what scikit-learn's linear programme finds at ${ofReference}`, () => {
      const fitted = quantileRegression({ ...sines(), level: ofReference });
      // The smoothing that is left moves the loss by less than a thousandth, and a coefficient where the loss is flat by more.
      expectNear(fitted.loss, loss, 0.001 * loss, "loss");
      coefficients.forEach((coefficient, i) => {
        expectNear(fitted.coefficients[i] as number, coefficient, 0.02, `coefficient ${i}`);
      });
    });
  }

  it("leaves about as much weight below it as its level says", () => {
    fc.assert(
      fc.property(seed, level, (made, chosen) => {
        const data = madeUp(made);
        const { coefficients } = quantileRegression({ ...data, level: chosen });
        let below = 0;
        let total = 0;
        data.targets.forEach((target, row) => {
          const fitted = coefficients.reduce((sum, c, i) => sum + c * (data.inputs[row * 3 + i] as number), 0);
          total += data.weights[row] as number;
          if (target < fitted) below += data.weights[row] as number;
        });
        // Exactly, but for the three rows the plane goes through.
        expectNear(below / total, chosen, 0.025);
      }),
      { numRuns: 20 },
    );
  });

  it("moves with the targets: a plane added to them is added to the fit", () => {
    fc.assert(
      fc.property(seed, level, fc.tuple(shift, shift, shift), (made, chosen, plane) => {
        const data = madeUp(made);
        const moved = data.targets.map((target, row) =>
          plane.reduce((sum, c, i) => sum + c * (data.inputs[row * 3 + i] as number), target),
        );
        const before = quantileRegression({ ...data, level: chosen });
        const after = quantileRegression({ ...data, targets: moved, level: chosen });
        expectNear(after.loss, before.loss, 2e-4 * before.loss, "loss");
        plane.forEach((c, i) => {
          expectNear(after.coefficients[i] as number, (before.coefficients[i] as number) + c, 0.02);
        });
      }),
      { numRuns: 20 },
    );
  });

  it("takes a weight of two for a row that is there twice, and none for a row that is not there", () => {
    fc.assert(
      fc.property(seed, level, (made, chosen) => {
        const data = madeUp(made, 120);
        const weights = data.targets.map((_, row) => row % 3);
        const rows = numbers(weights.keys()).flatMap((row) => Array<number>(weights[row] as number).fill(row));
        const repeated = {
          inputs: Float64Array.from(rows.flatMap((row) => numbers(data.inputs.subarray(row * 3, row * 3 + 3)))),
          width: 3,
          targets: Float64Array.from(rows, (row) => data.targets[row] as number),
          weights: rows.map(() => 1),
          level: chosen,
        };
        const [weighted, again] = [quantileRegression({ ...data, weights, level: chosen }), quantileRegression(repeated)];
        weighted.coefficients.forEach((c, i) => {
          expectNear(c, again.coefficients[i] as number, 1e-6);
        });
        expectNear(weighted.loss, again.loss, 1e-9);
      }),
      { numRuns: 20 },
    );
  });

  it("leaves out rows whose target is not known", () => {
    const data = madeUp(5);
    const holes = data.targets.map((target, row) => (row % 4 === 0 ? Number.NaN : target));
    const without = Array.from(data.weights, (weight, row) => (row % 4 === 0 ? 0 : weight));
    const withHoles = quantileRegression({ ...data, targets: holes, level: 0.25 });
    expect(withHoles).deep.equal(quantileRegression({ ...data, weights: without, level: 0.25 }));
  });

  it("has an answer where an input says nothing, or the same as another", () => {
    const data = madeUp(6);
    const inputs = data.inputs.map((value, i) => (i % 3 === 2 ? (data.inputs[i - 1] as number) : value));
    const twice = quantileRegression({ ...data, inputs, level: 0.5 });
    const once = quantileRegression({ ...data, inputs: inputs.map((value, i) => (i % 3 === 2 ? 0 : value)), level: 0.5 });
    expect(numbers(twice.coefficients).every(Number.isFinite)).equal(true);
    expectNear(twice.loss, once.loss, 1e-4 * once.loss);
  });
});
