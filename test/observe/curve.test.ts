import { expect } from "chai";
import { parseUnits, type Result } from "ethers";
import { SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import { CURVE_PROVIDER, CURVE_TRADER } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { FEED_OPERATOR } from "../../scripts/local-mainnet/deploy/feeds.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { expectNear } from "../near.ts";
import { MAINNET_BOOK, marketOf, observed, useLocalCollector } from "./localCollector.ts";

const CURVE_USDC = "1:curve:3pool-usdc";
const USDC = 1;
const SAMPLE_USDC = parseUnits("100000", 6);
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const VIRTUAL_PRICE = "function get_virtual_price() view returns (uint256)";
const EXCHANGE = "function exchange(int128,int128,uint256,uint256)";

describe("Curve's 3pool as the collector sees it", () => {
  const { chain, collector, publishPrices } = useLocalCollector();
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const collecting = () => collector({ markets: [marketOf(CURVE_USDC)] });
  const observe = async () => observed(await collecting().collect(), CURVE_USDC);
  const swap = (sold: number, bought: number, amount: bigint) =>
    chain().impersonator.execute(CURVE_TRADER, chain().addresses.curve3Pool, EXCHANGE, [sold, bought, amount, 0n]);

  describe("its rate", () => {
    it("is nothing while nobody swaps", async () => {
      const { supplyApr, growthIndexRay } = await observe();
      expect(supplyApr).to.equal(0);
      expect(growthIndexRay).to.equal((await read(chain().addresses.curve3Pool, VIRTUAL_PRICE)) * 10n ** 9n);
    });

    it("is what swaps brought: quotes of a hundred blocks each, one after the other, add up to the virtual price's growth", async () => {
      const { provider, addresses } = chain();
      const first = await read(addresses.curve3Pool, VIRTUAL_PRICE);
      let earned = 0;
      for (const [sold, bought, usd] of [
        [0, 1, "3000000"],
        [1, 2, "250000"],
        [2, 0, "1"],
        [1, 0, "5000000"],
        [2, 1, "777777"],
      ] as const) {
        const before = (await readHead(provider)).timestampSeconds;
        await swap(sold, bought, parseUnits(usd, sold === 0 ? 18 : 6));
        await provider.request({ method: "hardhat_mine", params: ["0x63", "0xc"] });
        const one = await observe();
        expect(one.supplyApr).to.be.greaterThan(0);
        earned += (one.supplyApr * (one.blockTimeSeconds - before)) / SECONDS_PER_YEAR;
      }
      const growth = Math.log(toFloat(await read(addresses.curve3Pool, VIRTUAL_PRICE), 18) / toFloat(first, 18));
      expect(growth).to.be.greaterThan(1e-6);
      // One part in ten thousand of it: far below a basis point a year.
      expectNear(earned, growth, growth * 1e-4, "earned");
    });
  });

  describe("its costs", () => {
    /** What is lost on a real deposit of the sample and on a real withdrawal of that much, in basis points of the virtual price. */
    async function realCosts(): Promise<{ readonly enterBps: number; readonly exitBps: number }> {
      const { addresses, impersonator, provider } = chain();
      const snapshot = await provider.request({ method: "evm_snapshot" });
      const price = await read(addresses.curve3Pool, VIRTUAL_PRICE);
      const sharesBefore = await read(addresses.curve3Crv, BALANCE_OF, CURVE_PROVIDER);
      await impersonator.execute(CURVE_PROVIDER, addresses.curve3Pool, "function add_liquidity(uint256[3],uint256)", [
        [0n, SAMPLE_USDC, 0n],
        0n,
      ]);
      const minted = (await read(addresses.curve3Crv, BALANCE_OF, CURVE_PROVIDER)) - sharesBefore;
      await provider.request({ method: "evm_revert", params: [snapshot] });
      const again = await provider.request({ method: "evm_snapshot" });
      const burned = (SAMPLE_USDC * 10n ** 30n) / price;
      const usdcBefore = await read(addresses.usdc, BALANCE_OF, CURVE_PROVIDER);
      const remove = "function remove_liquidity_one_coin(uint256,int128,uint256)";
      await impersonator.execute(CURVE_PROVIDER, addresses.curve3Pool, remove, [burned, USDC, 0n]);
      const received = (await read(addresses.usdc, BALANCE_OF, CURVE_PROVIDER)) - usdcBefore;
      await provider.request({ method: "evm_revert", params: [again] });
      return {
        enterBps: (1 - (toFloat(minted, 18) * toFloat(price, 18)) / toFloat(SAMPLE_USDC, 6)) * 10_000,
        exitBps: (1 - toFloat(received, 6) / toFloat(SAMPLE_USDC, 6)) * 10_000,
      };
    }

    for (const [what, sold, bought] of [
      ["an even pool", null, null],
      ["a pool short of USDC", 0, 1],
      ["a pool full of USDC", 1, 2],
    ] as const) {
      it(`are what a hundred thousand USDC really cost in ${what}, and no bonus counts`, async () => {
        if (sold !== null) await swap(sold, bought, parseUnits("12000000", sold === 0 ? 18 : 6));
        const real = await realCosts();
        const { enterBps, exitBps } = await observe();
        expectNear(enterBps, Math.max(0, real.enterBps), 1e-3, "enterBps");
        expectNear(exitBps, Math.max(0, real.exitBps), 1e-3, "exitBps");
        expect(enterBps + exitBps).to.be.greaterThan(0.5);
        if (sold !== null) expect(Math.min(real.enterBps, real.exitBps), "a bonus").to.be.lessThan(0);
      });
    }
  });

  describe("its CRV", () => {
    const STAKE = parseUnits("1000", 18);

    it("is what a staker without locked CRV is paid over 30 days", async () => {
      const { addresses, impersonator } = chain();
      const one = await observe();
      const staker = ADMINISTRATORS.curvePoolProxy;
      await impersonator.execute(CURVE_PROVIDER, addresses.curve3Crv, "function transfer(address,uint256)", [staker, STAKE]);
      await impersonator.execute(staker, addresses.curve3Crv, "function approve(address,uint256)", [addresses.curve3PoolGauge, STAKE]);
      await impersonator.execute(staker, addresses.curve3PoolGauge, "function deposit(uint256)", [STAKE]);
      const since = (await readHead(chain().provider)).timestampSeconds;
      await passTime(chain(), 30 * 24 * HOUR);
      await impersonator.execute(staker, addresses.curveMinter, "function mint(address)", [addresses.curve3PoolGauge]);
      const elapsed = (await readHead(chain().provider)).timestampSeconds - since;
      const paidUsd = toFloat(await read(addresses.crv, BALANCE_OF, staker), 18) * 0.5;
      const apr = (paidUsd / 1_000) * (SECONDS_PER_YEAR / elapsed);
      // The staker himself is a twenty-thousandth of all, which he shares with.
      expectNear(apr / (one.unclaimedRewardApr as number), 1, 1e-4, "APR");
      expect(one.rewardApr).to.equal(0);
    });

    it("ends when the gauge is killed, and has no value without a price", async () => {
      const { addresses, impersonator } = chain();
      const time = (await readHead(chain().provider)).timestampSeconds + 27 * HOUR;
      await publishPrices(time);
      await passTime(chain(), 27 * HOUR);
      expect((await observe()).unclaimedRewardApr).to.equal(null);
      const round = await read<Result>(
        addresses.crvUsdFeed,
        "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
      );
      await impersonator.execute(FEED_OPERATOR, addresses.crvUsdFeed, "function setRoundData(int256,uint256)", [round[1], time]);
      expect((await observe()).unclaimedRewardApr).to.be.greaterThan(0);
      await impersonator.execute(ADMINISTRATORS.curveGaugeController, addresses.curve3PoolGauge, "function kill_me()");
      expect((await observe()).unclaimedRewardApr).to.equal(0);
    });
  });

  it("holds what its coins say, of which the asset's could be withdrawn", async () => {
    const { addresses } = chain();
    await swap(2, 1, parseUnits("4000000", 6));
    const { totalSupply, liquidity } = await observe();
    const balances = await Promise.all(
      [0, 1, 2].map((coin) => read(addresses.curve3Pool, "function balances(uint256) view returns (uint256)", coin)),
    );
    expect(liquidity).to.equal(balances[USDC]);
    const sum = toFloat(balances[0] as bigint, 18) + toFloat(balances[1] as bigint, 6) + toFloat(balances[2] as bigint, 6);
    // The invariant of an uneven pool is a little less than its coins.
    expect(toFloat(totalSupply, 6) / sum).to.be.within(0.9999, 1);
  });

  it("is not read when its coins are others than the market says", async () => {
    const { companions, ...market } = marketOf(CURVE_USDC);
    const swapped = { ...market, companions: { ...companions, coin0: companions.coin2 as string, coin2: companions.coin0 as string } };
    const { rejected } = await collector({ markets: [swapped] }).collect();
    expect(rejected[0]?.detail).to.match(/the pool's coins are 0x6B17/);
    expect(MAINNET_BOOK.usdPriceFeeds.CRV).to.equal(chain().addresses.crvUsdFeed);
  });
});
