import { expect } from "chai";
import { RAY, SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import { supplyAprAfter } from "../../bot/decide/rateModel.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { createScenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { expectNear } from "../near.ts";
import { bookWithUsds, MAINNET_BOOK, marketOf, observed, sUsds, useLocalCollector } from "./localCollector.ts";

const COMPOUND_USDC = "1:compound-v3:usdc";
const SKY_USDC = "1:sky-savings:usdc";
const AAVE_MARKETS = MAINNET_BOOK.markets.filter((market) => market.protocol === "aave-v3");
const RESERVE_DATA =
  "function getReserveData(address) view returns ((uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))";
const TOTAL_SUPPLY = "function totalSupply() view returns (uint256)";

describe("what the collector says markets pay on a local mainnet", () => {
  const { chain, collector, publishPrices } = useLocalCollector();
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const headTime = async () => (await readHead(chain().provider)).timestampSeconds;
  const passFreshTime = async (seconds: number) => {
    await publishPrices((await headTime()) + seconds);
    await passTime(chain(), seconds);
  };
  const scenarios = async () => createScenarios(await createLife({ provider: chain().provider, seed: 3 }));

  describe("its rates", () => {
    it("are the protocols' own answers at that block", async () => {
      const { addresses } = chain();
      const snapshot = await collector().collect();
      for (const { id, asset } of AAVE_MARKETS) {
        const reserve = await read<{ readonly currentLiquidityRate: bigint }>(addresses.aavePool, RESERVE_DATA, asset.address);
        expect(observed(snapshot, id).supplyApr, id).to.equal(toFloat(reserve.currentLiquidityRate, 27));
      }
      const utilization = await read(addresses.comet, "function getUtilization() view returns (uint256)");
      const rate = await read(addresses.comet, "function getSupplyRate(uint256) view returns (uint64)", utilization);
      expect(observed(snapshot, COMPOUND_USDC).supplyApr).to.equal(toFloat(rate, 18) * SECONDS_PER_YEAR);
      const ssr = await read(addresses.susds, "function ssr() view returns (uint256)");
      expect(observed(snapshot, SKY_USDC).supplyApr).to.equal(toFloat(ssr - RAY, 27) * SECONDS_PER_YEAR);
    });

    it("on both sides of Comet's kink", async () => {
      const { addresses } = chain();
      const scenario = await scenarios();
      const rates: number[] = [];
      for (const utilization of [0.5, 0.84, 0.97]) {
        // The market starts at 82 %: below that, a lender comes instead of a borrower.
        if (utilization === 0.5) {
          const supplied = await read(addresses.comet, TOTAL_SUPPLY);
          await chain().impersonator.execute(namedAccount("comet-usdc/lender-0"), addresses.comet, "function supply(address,uint256)", [
            addresses.usdc,
            (supplied * 64n) / 100n,
          ]);
        } else {
          await scenario.rateShock("comet-usdc", utilization);
        }
        const one = observed(await collector({ markets: [marketOf(COMPOUND_USDC)] }).collect(), COMPOUND_USDC);
        const now = await read(addresses.comet, "function getUtilization() view returns (uint256)");
        const rate = await read(addresses.comet, "function getSupplyRate(uint256) view returns (uint64)", now);
        expectNear(one.supplyApr, toFloat(rate, 18) * SECONDS_PER_YEAR, 1e-9, `supplyApr at ${utilization}`);
        expectNear(one.utilization, utilization, 1e-3, "utilization");
        rates.push(one.supplyApr);
      }
      expect(rates).to.deep.equal(rates.toSorted((a, b) => a - b));
    });

    it("are earned: within a basis point of what the index grows by over a day without actors", async () => {
      const collecting = collector();
      const before = await collecting.collect();
      await passFreshTime(DAY);
      const after = await collecting.collect();
      const elapsed = after.block.timeSeconds - before.block.timeSeconds;
      expect(elapsed).to.be.at.least(DAY);
      for (const { id } of MAINNET_BOOK.markets) {
        const [earlier, later] = [observed(before, id), observed(after, id)];
        const growth = toFloat(((later.growthIndexRay - earlier.growthIndexRay) * RAY) / earlier.growthIndexRay, 27);
        expectNear((growth * SECONDS_PER_YEAR) / elapsed, earlier.supplyApr, 1e-4, id);
        expect(later.growthIndexRay > earlier.growthIndexRay || earlier.supplyApr === 0, id).to.equal(true);
      }
    });

    it("are what the rate model makes of the utilization", async () => {
      for (const one of (await collector().collect()).observations) {
        // Aave's rate is as of the reserve's last update; utilization has grown by the interest of the hours since.
        expectNear(supplyAprAfter(one.rateModel, one, 0n), one.supplyApr, 2e-5, one.marketId);
      }
    });
  });

  describe("its growth indices", () => {
    /** The observation at a block of a given time, and the same block made by a transaction that accrues. */
    async function untouchedAndAccrued(marketId: string, accrue: () => Promise<unknown>) {
      const { provider } = chain();
      const time = (await headTime()) + 7 * HOUR;
      await publishPrices(time);
      const at = async (work: () => Promise<unknown>) => {
        const snapshot = await provider.request({ method: "evm_snapshot" });
        await provider.request({ method: "evm_setNextBlockTimestamp", params: [time] });
        await work();
        const result = observed(await collector({ markets: [marketOf(marketId)] }).collect(), marketId);
        expect(result.blockTimeSeconds).to.equal(time);
        return { result, undo: () => provider.request({ method: "evm_revert", params: [snapshot] }) };
      };
      const untouched = await at(() => provider.request({ method: "evm_mine" }));
      await untouched.undo();
      await at(accrue);
      return untouched.result;
    }

    it("of Aave are the reserve's normalized income", async () => {
      const { addresses } = chain();
      await passFreshTime(7 * HOUR);
      const snapshot = await collector().collect();
      for (const { id, asset } of AAVE_MARKETS) {
        const income = await read(addresses.aavePool, "function getReserveNormalizedIncome(address) view returns (uint256)", asset.address);
        expect(observed(snapshot, id).growthIndexRay, id).to.equal(income);
      }
    });

    it("of Compound are what accruing would store", async () => {
      const { addresses, impersonator } = chain();
      const { growthIndexRay } = await untouchedAndAccrued(COMPOUND_USDC, () =>
        impersonator.execute(namedAccount("test/anybody"), addresses.comet, "function accrueAccount(address)", [addresses.usdc]),
      );
      const { baseSupplyIndex, lastAccrualTime } = await read<{ readonly baseSupplyIndex: bigint; readonly lastAccrualTime: bigint }>(
        addresses.comet,
        "function totalsBasic() view returns ((uint64 baseSupplyIndex, uint64 baseBorrowIndex, uint64 trackingSupplyIndex, uint64 trackingBorrowIndex, uint104 totalSupplyBase, uint104 totalBorrowBase, uint40 lastAccrualTime, uint8 pauseFlags))",
      );
      expect(Number(lastAccrualTime), "accrued in this very block").to.equal((await readHead(chain().provider)).timestampSeconds);
      expect(growthIndexRay).to.equal(baseSupplyIndex * 10n ** 12n);
    });

    it("of Sky are what dripping would store, and the price of a share", async () => {
      const { addresses, impersonator } = chain();
      const { growthIndexRay } = await untouchedAndAccrued(SKY_USDC, () =>
        impersonator.execute(namedAccount("test/anybody"), addresses.susds, "function drip() returns (uint256)"),
      );
      expect(await read(addresses.susds, "function rho() view returns (uint64)")).to.equal(
        BigInt((await readHead(chain().provider)).timestampSeconds),
      );
      expect(growthIndexRay).to.equal(await read(addresses.susds, "function chi() view returns (uint192)"));
      expect(growthIndexRay).to.equal(await read(addresses.susds, "function convertToAssets(uint256) view returns (uint256)", RAY));
    });

    it("of an ERC-4626 vault are its share price, and its rate the growth over 100 blocks", async () => {
      const { addresses, provider } = chain();
      const ssr = await read(addresses.susds, "function ssr() view returns (uint256)");
      for (const secondsPerBlock of [12, 120]) {
        await publishPrices((await headTime()) + 100 * secondsPerBlock);
        await provider.request({ method: "hardhat_mine", params: ["0x64", `0x${secondsPerBlock.toString(16)}`] });
        const one = observed(await collector({ markets: [sUsds], addressBook: bookWithUsds }).collect(), sUsds.id);
        const sharePrice = await read(addresses.susds, "function convertToAssets(uint256) view returns (uint256)", RAY);
        expectNear(toFloat(one.growthIndexRay - sharePrice, 27), 0, 1e-26, "growthIndex");
        // The same rate as savings through the PSM, here only from prices: continuously compounded, which over minutes is the same.
        expectNear(one.supplyApr, toFloat(ssr - RAY, 27) * SECONDS_PER_YEAR, 1e-8, `supplyApr at ${secondsPerBlock} s a block`);
        expect(one.totalSupply).to.equal(await read(addresses.susds, "function totalAssets() view returns (uint256)"));
        expect(one).to.deep.include({ supplyRoom: null, flags: { paused: false, frozen: false, supplyCapReached: false } });
      }
    });
  });
});
