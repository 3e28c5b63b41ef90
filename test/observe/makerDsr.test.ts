import { expect } from "chai";
import { RAY, SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { setDaiSavingsRate } from "../../scripts/local-mainnet/life/daiSavingsRateActor.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { expectNear } from "../near.ts";
import { marketOf, observed, useLocalCollector } from "./localCollector.ts";

const DSR = "1:maker-dsr:dai";

describe("Maker's savings rate as the collector sees it", () => {
  const { chain, collector, publishPrices } = useLocalCollector();
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const observe = async () => observed(await collector({ markets: [marketOf(DSR)] }).collect(), DSR);
  const passFreshTime = async (seconds: number) => {
    await publishPrices((await readHead(chain().provider)).timestampSeconds + seconds);
    await passTime(chain(), seconds);
  };

  it("pays what the Pot says, after governance changes it, too", async () => {
    const { addresses, provider } = chain();
    const life = await createLife({ provider, seed: 3 });
    for (const apr of [null, 0.0125, 0]) {
      if (apr !== null) await life.mine(setDaiSavingsRate(apr));
      const dsr = await read(addresses.makerPot, "function dsr() view returns (uint256)");
      const { supplyApr } = await observe();
      expect(supplyApr).to.equal(toFloat(dsr - RAY, 27) * SECONDS_PER_YEAR);
      if (apr !== null) expectNear(supplyApr, apr, 1e-9, "supplyApr");
    }
  });

  it("has the index that a drip would store, which is the price of a share of sDAI", async () => {
    const { addresses, impersonator, provider } = chain();
    await passFreshTime(7 * HOUR);
    const { growthIndexRay } = await observe();
    expect(growthIndexRay).to.equal(await read(addresses.savingsDai, "function convertToAssets(uint256) view returns (uint256)", RAY));
    const time = (await readHead(provider)).timestampSeconds + 60;
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [time] });
    await impersonator.execute(namedAccount("test/anybody"), addresses.makerPot, "function drip() returns (uint256)");
    expect((await observe()).growthIndexRay).to.equal(await read(addresses.makerPot, "function chi() view returns (uint256)"));
  });

  it("is earned: a day's growth within a basis point a year", async () => {
    const before = await observe();
    await passFreshTime(DAY);
    const after = await observe();
    const growth = toFloat(((after.growthIndexRay - before.growthIndexRay) * RAY) / before.growthIndexRay, 27);
    const elapsed = after.blockTimeSeconds - before.blockTimeSeconds;
    expectNear((growth * SECONDS_PER_YEAR) / elapsed, before.supplyApr, 1e-4, "growth");
  });

  it("holds all shares at that price, all of which may leave, also when the Pot is caged", async () => {
    const { addresses, impersonator } = chain();
    const one = await observe();
    // All of the Pot's savers came through sDAI.
    expect(one.totalSupply).to.equal(await read(addresses.savingsDai, "function totalAssets() view returns (uint256)"));
    expect(one).to.deep.include({
      liquidity: one.totalSupply,
      supplyRoom: null,
      flags: { paused: false, frozen: false, supplyCapReached: false },
    });
    await impersonator.execute(ADMINISTRATORS.skyPauseProxy, addresses.makerPot, "function cage()");
    const caged = await observe();
    expect(caged).to.deep.include({
      supplyApr: 0,
      liquidity: caged.totalSupply,
      supplyRoom: 0n,
      flags: { paused: false, frozen: true, supplyCapReached: false },
    });
  });
});
