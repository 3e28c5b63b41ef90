import { expect } from "chai";
import fc from "fast-check";
import type { ClassProbabilities, Veto } from "../../../bot/core/risk.ts";
import { classOf } from "../../../bot/risk/calibrate/classThresholds.ts";
import { CLOSED_SCORE, HIGH_SCORE, MEDIUM_SCORE, probabilityScore, riskScale } from "../../../bot/risk/score/scale.ts";
import { expectNear } from "../../near.ts";

const share = fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths / 1000);
// Between two shares: as near to a threshold as rounding, nothing rises.
const threshold = share.map((one) => one - 0.0005);
const thresholds = fc.record({ high: threshold, mediumOrHigh: threshold });

/** P(high), and P(medium) + P(high) at least as much. */
const pair = fc.tuple(share, share).map(([one, other]) => ({ high: Math.min(one, other), worse: Math.max(one, other) }));
function probabilities({ high, worse }: { readonly high: number; readonly worse: number }): ClassProbabilities {
  return { low: 1 - worse, medium: worse - high, high };
}
const veto = (effect: Veto["effect"]): Veto => ({ reason: "frozen", effect, detail: "" });

describe("the score of probabilities", () => {
  it("shows the class: below 33 low, below 66 medium, from there on high", () => {
    fc.assert(
      fc.property(pair, thresholds, (one, limits) => {
        const score = probabilityScore(probabilities(one), limits);
        const [from, to] = { low: [0, MEDIUM_SCORE], medium: [MEDIUM_SCORE, HIGH_SCORE], high: [HIGH_SCORE, 100] }[
          classOf(probabilities(one), limits)
        ] as [number, number];
        expect(score).within(from, to);
      }),
    );
  });

  it("rises with P(high) and with P(medium or high), each alone and both together", () => {
    fc.assert(
      fc.property(pair, pair, thresholds, (one, other, limits) => {
        const [less, more] = [
          { high: Math.min(one.high, other.high), worse: Math.min(one.worse, other.worse) },
          { high: Math.max(one.high, other.high), worse: Math.max(one.worse, other.worse) },
        ];
        const at = (of: typeof one) => probabilityScore(probabilities(of), limits);
        for (const between of [
          { high: less.high, worse: more.worse },
          { high: Math.min(more.high, less.worse), worse: less.worse },
        ]) {
          if (between.high > less.high || between.worse > less.worse) expect(at(between)).greaterThan(at(less));
          if (between.high < more.high || between.worse < more.worse) expect(at(more)).greaterThan(at(between));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("has no jump where P(medium or high) alone passes its threshold", () => {
    const limits = { high: 0.04, mediumOrHigh: 0.3 };
    const score = (worse: number) => probabilityScore(probabilities({ high: 0, worse }), limits);
    expectNear(score(0.3 - 1e-9), MEDIUM_SCORE, 1e-6);
    expectNear(score(0.3 + 1e-9), MEDIUM_SCORE, 1e-6);
    expect(probabilityScore(probabilities({ high: 0, worse: 0 }), limits)).equal(0);
    expectNear(probabilityScore(probabilities({ high: 1, worse: 1 }), limits), 100, 1e-9);
  });

  it("is also one where a class is never said", () => {
    const never = { high: 2, mediumOrHigh: 2 };
    expect(probabilityScore(probabilities({ high: 0.9, worse: 1 }), never)).within(0, MEDIUM_SCORE);
  });
});

describe("the score with vetoes", () => {
  const limits = { high: 0.1, mediumOrHigh: 0.3 };
  it("is 100 with an exit, at least 50 with a close, and null where nobody says anything", () => {
    fc.assert(
      fc.property(pair, (one) => {
        const plain = riskScale(probabilities(one), limits, []) as number;
        expect(plain).equal(probabilityScore(probabilities(one), limits));
        expect(riskScale(probabilities(one), limits, [veto("close")])).equal(Math.max(CLOSED_SCORE, plain));
        expect(riskScale(probabilities(one), limits, [veto("close"), veto("exit")])).equal(100);
      }),
    );
    expect(riskScale(null, limits, [veto("exit")])).equal(100);
    expect(riskScale(null, null, [veto("close")])).equal(CLOSED_SCORE);
    expect(riskScale(null, limits, [])).equal(null);
  });
});
