import { expect } from "chai";
import fc from "fast-check";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import { outcomeOf } from "../../../bot/predict/live/scoring.ts";
import { type GrowthSample, RealisedPath } from "../../../bot/predict/realisedApr.ts";
import { expectNear } from "../../near.ts";

const DAY = 86_400;
const START = 1_700_000_000;
const trial = { madeAtSeconds: START, horizonSeconds: DAY };

/** A market that pays `apr` all the time, and `rewardApr` on top, seen at these seconds after the start. */
function seen(at: readonly number[], apr = 0.05, rewardApr = 0): readonly GrowthSample[] {
  return at.map((seconds) => ({
    marketId: "a",
    blockTimeSeconds: START + seconds,
    growthIndexRay: BigInt(Math.round(Math.exp((apr * seconds) / SECONDS_PER_YEAR) * 1e15)) * 10n ** 12n,
    rewardApr,
  }));
}

const outcome = (samples: readonly GrowthSample[], nowSeconds = START + 3 * DAY) =>
  outcomeOf(trial, samples, new RealisedPath(samples), nowSeconds);

describe("what came of a forecast", () => {
  it("is what the index grew by from its own block to the first sample after its horizon, with rewards", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (apr, reward) => {
        const scored = outcome(seen([-300, 0, DAY / 3, DAY + 200, DAY + 500], apr, reward));
        expectNear((scored as { realisedApr: number }).realisedApr, apr + reward, 1e-6);
      }),
    );
  });

  it("is waited for while it may still come", () => {
    expect(outcome(seen([0, DAY - 300]), START + DAY)).equal(null);
    expect(outcome(seen([0, DAY - 300]), START + 1.25 * DAY)).equal(null);
  });

  it("is nothing that can be told after too long a gap, at either end", () => {
    expect(outcome(seen([0, DAY - 300]))).deep.equal({ unscorable: "no observation soon enough after its horizon's end" });
    expect(outcome(seen([0, 1.3 * DAY]))).deep.equal({ unscorable: "no observation soon enough after its horizon's end" });
    expect(outcome(seen([0.3 * DAY, DAY]))).deep.equal({ unscorable: "no observation soon enough after it was made" });
  });

  it("bears gaps between and short ones at its ends", () => {
    expect(outcome(seen([0, DAY]))).have.key("realisedApr");
    expect(outcome(seen([0.2 * DAY, 1.2 * DAY]))).have.key("realisedApr");
  });
});
