import { expect } from "chai";
import fc from "fast-check";
import { pinball } from "../../../bot/predict/evaluate/metrics/pinballLoss.ts";
import { combinationWeights } from "../../../bot/predict/learned/combinationWeights.ts";
import { QUANTILE_LEVELS } from "../../../bot/predict/learned/samples.ts";
import { normalNumbers } from "./plantedBatch.ts";

const ROWS = 400;
/** Of the standard normal distribution, at the levels. */
const NORMAL_QUANTILES = [-1.2816, -0.6745, 0, 0.6745, 1.2816];

/** Targets, and members that each see so much of what will come and add so much noise of their own. */
function madeUp(seed: number, kinds: readonly { readonly sees: number; readonly noise: number }[]) {
  const normal = normalNumbers(seed);
  const signals = Array.from({ length: ROWS }, normal);
  const targets = signals.map((signal) => signal + 0.3 * normal());
  const members = kinds.map(({ sees, noise }) =>
    Float32Array.from(
      signals.flatMap((signal) => {
        const middle = sees * signal + noise * normal();
        return NORMAL_QUANTILES.map((q) => middle + 0.4 * q);
      }),
    ),
  );
  return { members, targets, weights: targets.map(() => 0.5 + Math.abs(normal())) };
}

function lossOf({ members, targets, weights }: ReturnType<typeof madeUp>, combination: readonly number[]): number {
  let loss = 0;
  let total = 0;
  targets.forEach((target, row) => {
    total += weights[row] as number;
    QUANTILE_LEVELS.forEach((level, k) => {
      const place = row * QUANTILE_LEVELS.length + k;
      const forecast = combination.reduce((sum, weight, m) => sum + weight * (members[m]?.[place] as number), 0);
      loss += (weights[row] as number) * pinball(level, target, forecast);
    });
  });
  return loss / total;
}

describe("the weights of an ensemble's members", () => {
  it("go to the member that knows, and not to the one that only makes noise", () => {
    const [knows, guesses] = combinationWeights(
      madeUp(1, [
        { sees: 1, noise: 0.05 },
        { sees: 0, noise: 1 },
      ]),
    );
    expect(knows).above(0.9);
    expect(guesses).below(0.05);
  });

  it("are shared by members whose errors are their own", () => {
    const weights = combinationWeights(
      madeUp(2, [
        { sees: 1, noise: 0.4 },
        { sees: 1, noise: 0.4 },
      ]),
    );
    for (const weight of weights) expect(weight).within(0.35, 0.6);
  });

  it("leave all to persistence where members know nothing", () => {
    const { members, weights } = madeUp(3, [
      { sees: 0, noise: 3 },
      { sees: -1, noise: 2 },
    ]);
    const flat = { members, targets: weights.map(() => 0), weights };
    expect(combinationWeights(flat)).deep.equal([0, 0]);
  });

  it("are no worse than any member alone, persistence or the mean of all, and make up one at most", () => {
    const kind = fc.record({ sees: fc.double({ min: -0.5, max: 1.5, noNaN: true }), noise: fc.double({ min: 0, max: 2, noNaN: true }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(kind, { minLength: 1, maxLength: 4 }), (seed, kinds) => {
        const made = madeUp(seed, kinds);
        const weights = combinationWeights(made);
        expect(weights).lengthOf(kinds.length);
        for (const weight of weights) expect(weight === 0 || weight >= 0.01).equal(true);
        // Each is rounded to a thousandth.
        expect(weights.reduce((sum, weight) => sum + weight, 0)).at.most(1 + 0.0005 * kinds.length + 1e-12);
        const single = kinds.map((_, only) => kinds.map((_kind, m) => (m === only ? 1 : 0)));
        const others = [...single, kinds.map(() => 0), kinds.map(() => 1 / (kinds.length + 1))];
        const loss = lossOf(made, weights);
        for (const other of others) expect(loss).at.most(1.005 * lossOf(made, other));
      }),
      { numRuns: 30 },
    );
  });

  it("do not depend on the unit of the rows' weights", () => {
    const made = madeUp(4, [
      { sees: 0.8, noise: 0.3 },
      { sees: 0.5, noise: 0.1 },
    ]);
    const weights = combinationWeights(made);
    expect(combinationWeights({ ...made, weights: made.weights.map((weight) => 8 * weight) })).deep.equal(weights);
  });
});
