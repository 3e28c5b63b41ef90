import { expect } from "chai";
import fc from "fast-check";
import { isHistory, pointOf, totalAprOf, withGaps } from "../../../../../bot/watch/web/pages/markets/marketPoints.ts";
import { market, observation } from "./samples.ts";

const AAVE = market("1:aave-v3:usdc");
const at = (timeSeconds: number) => pointOf(observation(AAVE.id, { blockTimeSeconds: timeSeconds }), AAVE);

describe("what a market's charts draw", () => {
  it("is of a sample its block's time and amounts in dollars", () => {
    expect(at(10)).to.deep.equal({
      timeSeconds: 10,
      supplyApr: 0.04,
      rewardApr: 0.01,
      realisedApr: null,
      suppliedUsd: 4,
      borrowedUsd: 3,
      withdrawableUsd: 1,
      utilization: 0.75,
    });
  });

  it("knows no rate where neither part of it is known", () => {
    expect(totalAprOf({ ...at(0), supplyApr: null, rewardApr: null })).to.equal(null);
    expect(totalAprOf({ ...at(0), rewardApr: null })).to.equal(0.04);
  });

  it("breaks where points are missing, and nowhere else", () => {
    const points = withGaps([0, 60, 120, 180, 600, 660].map(at));
    expect(points.map(({ timeSeconds }) => timeSeconds)).to.deep.equal([0, 60, 120, 180, 540, 600, 660]);
    expect(points[4]?.supplyApr).to.equal(null);
    expect(withGaps([0, 60, 180, 240].map(at))).to.have.length(4);
  });

  it("ascends, has every time once, and keeps every point", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000)), (times) => {
        const drawn = withGaps(times.map(at)).map(({ timeSeconds }) => timeSeconds);
        for (const [index, time] of drawn.slice(1).entries()) expect(time).to.be.greaterThan(drawn[index] ?? Number.NaN);
        expect(drawn).to.include.members(times);
      }),
    );
  });

  it("is no history of an hour and the last sample in it", () => {
    expect(isHistory([at(3_600), at(3_690)])).to.equal(false);
    expect(isHistory([at(3_600), at(7_200)])).to.equal(true);
    expect(isHistory([])).to.equal(false);
  });
});
