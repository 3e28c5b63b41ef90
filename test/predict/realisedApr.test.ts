import { expect } from "chai";
import fc from "fast-check";
import { RAY, SECONDS_PER_YEAR } from "../../bot/core/units.ts";
import { RealisedPath, realisedSupplyApr } from "../../bot/predict/realisedApr.ts";
import { expectNear } from "../near.ts";
import { DAY, historyOf, wanderingHistory } from "./histories.ts";

describe("realised APR", () => {
  it("is what the index earned, whatever was quoted", () => {
    const [from, to] = historyOf("1:aave-v3:usdc", [{ seconds: DAY, apr: 0.05, quotedApr: 0.9 }]);
    if (from === undefined || to === undefined) throw new Error("two observations");
    expectNear(realisedSupplyApr(from, to), 0.05, 1e-9);
  });

  it("compounded every second gives back the growth of the index", () => {
    const [from] = historyOf("1:sky-savings:susds", []);
    if (from === undefined) throw new Error("one observation");
    // Sky's ssr of 4.5 % APY: a growth of exactly 1.045 in a year is a simple rate of ln(1.045).
    const to = { ...from, blockTimeSeconds: from.blockTimeSeconds + SECONDS_PER_YEAR, growthIndexRay: (RAY * 1045n) / 1000n };
    expectNear(realisedSupplyApr(from, to), Math.log(1.045), 1e-15);
    expectNear((1 + realisedSupplyApr(from, to) / SECONDS_PER_YEAR) ** SECONDS_PER_YEAR, 1.045, 1e-7);
  });

  it("is negative when the index fell", () => {
    const [from, to] = historyOf("1:erc4626:vault", [{ seconds: DAY, apr: -3.65 }]);
    if (from === undefined || to === undefined) throw new Error("two observations");
    expectNear(realisedSupplyApr(from, to), -3.65, 1e-6);
  });

  it("refuses two markets, no time, and an index that is none", () => {
    const [from, to] = historyOf("1:aave-v3:usdc", [{ seconds: DAY, apr: 0.05 }]);
    if (from === undefined || to === undefined) throw new Error("two observations");
    expect(() => realisedSupplyApr(from, { ...to, marketId: "1:aave-v3:dai" })).throw(RangeError, "different markets");
    expect(() => realisedSupplyApr(to, to)).throw(RangeError, "not later");
    expect(() => realisedSupplyApr({ ...from, growthIndexRay: 0n }, to)).throw(RangeError, "must be positive");
  });

  it("over a path is the same between any two of its observations, rewards on top", () => {
    fc.assert(
      fc.property(wanderingHistory, fc.nat(), fc.nat(), (history, a, b) => {
        const [first, second] = [a % history.length, b % history.length];
        const [i, j] = first < second ? [first, second] : [second, first];
        fc.pre(i !== j);
        const [from, to] = [history[i], history[j]];
        if (from === undefined || to === undefined) return;
        let rewardSeconds = 0;
        for (let k = i + 1; k <= j; k += 1) {
          const [before, after] = [history[k - 1], history[k]];
          if (before === undefined || after === undefined) continue;
          rewardSeconds += ((before.rewardApr + after.rewardApr) / 2) * (after.blockTimeSeconds - before.blockTimeSeconds);
        }
        const expected = realisedSupplyApr(from, to) + rewardSeconds / (to.blockTimeSeconds - from.blockTimeSeconds);
        expectNear(new RealisedPath(history).meanApr(i, j), expected, 1e-8);
      }),
    );
  });
});
