import { expect } from "chai";
import fc from "fast-check";
import type { Observation } from "../../bot/core/observation.ts";
import { qualityBreach } from "../../bot/observe/quality.ts";

const sound: Observation = {
  marketId: "1:aave-v3:usdc",
  blockNumber: 1,
  blockTimeSeconds: 1_764_000_000,
  bucketTimeSeconds: 1_764_000_000,
  origin: "rpc",
  supplyApr: 0.04,
  rewardApr: 0,
  unclaimedRewardApr: 0,
  enterBps: 0,
  exitBps: 0,
  growthIndexRay: 10n ** 27n,
  totalSupply: 10n ** 14n,
  totalBorrow: 8n * 10n ** 13n,
  liquidity: 2n * 10n ** 13n,
  supplyRoom: null,
  utilization: 0.8,
  assetPriceUsd: 1,
  rateModel: { kind: "flat" },
  flags: { paused: false, frozen: false, supplyCapReached: false },
};

describe("qualityBreach", () => {
  it("accepts every rate from 0 to 200 %", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (supplyApr) => qualityBreach({ ...sound, supplyApr }) === null));
  });

  for (const supplyApr of [-1e-9, 2.0001, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`rejects a rate of ${supplyApr}`, () => {
      expect(qualityBreach({ ...sound, supplyApr })?.rule).to.equal("apr-out-of-range");
    });
  }

  it("rejects a sample without price, supply or growth index, and names the rule", () => {
    expect(qualityBreach({ ...sound, assetPriceUsd: Number.NaN })?.rule).to.equal("no-price");
    expect(qualityBreach({ ...sound, totalSupply: 0n })?.rule).to.equal("no-supply");
    expect(qualityBreach({ ...sound, growthIndexRay: 0n })?.rule).to.equal("index-not-positive");
  });
});
