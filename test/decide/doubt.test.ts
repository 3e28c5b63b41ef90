import { expect } from "chai";
import fc from "fast-check";
import { SECONDS_PER_YEAR } from "../../bot/core/units.ts";
import { assess } from "../../bot/decide/situation.ts";
import { expectNear } from "../near.ts";
import { decisionInput } from "./arbitraries.ts";

describe("the doubt of a forecast", () => {
  it("is the part of its interval on either side of the level decided on, so that pessimism is not counted twice", () => {
    let doubted = 0;
    fc.assert(
      fc.property(decisionInput, (input) => {
        const { marginDoubt, horizonSeconds } = input.policy;
        const scale = (marginDoubt * horizonSeconds) / SECONDS_PER_YEAR;
        for (const { forecast, levelApr, doubt } of assess(input).markets) {
          if (forecast === null || levelApr === null) {
            expect(doubt).deep.equal({ enterFraction: 0, exitFraction: 0 });
            continue;
          }
          expectNear(doubt.enterFraction, Math.max(0, levelApr - forecast.p10Apr) * scale, 1e-15);
          expectNear(doubt.exitFraction, Math.max(0, forecast.p90Apr - levelApr) * scale, 1e-15);
          // A full pessimist decides on the p10 already.
          if (input.policy.pessimism === 1) expectNear(doubt.enterFraction, 0, 1e-15);
          if (doubt.exitFraction > 0) doubted += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(doubted).above(0);
  });
});
