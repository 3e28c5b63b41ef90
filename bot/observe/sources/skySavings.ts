import { erc20Abi, savingsUsdsAbi, skyPsmAbi } from "../../chain/abi.ts";
import { contractRead, required } from "../../chain/batch.ts";
import { type Address, RAY, SECONDS_PER_YEAR, toFloat } from "../../core/units.ts";
import { rpow } from "./rpow.ts";
import { companion, defineSource, openSource, type SourceFactory, StaleDiscovery } from "./source.ts";

/** `DssLitePsm.HALTED`: a swap direction set to this fee is closed. */
const HALTED = 2n ** 256n - 1n;

/**
 * Sky's savings rate on USDC, through the PSM and sUSDS. The rate `ssr` is a RAY per second, so the APR under per-second compounding is
 * (ssr − 1) × seconds a year; the share price is `chi` accrued to the block by rpow, as `SUsds._drip` does. What can be left with at
 * once is the USDC in the PSM's pocket. Source: sky-ecosystem `sdai/src/SUsds.sol`, `usds-wrappers/src/UsdsPsmWrapper.sol`.
 */
export const skySavings: SourceFactory = (market) => {
  const psm = companion(market, "psm");
  const savings = <Value>(name: string) => contractRead<Value>(market.address, savingsUsdsAbi, name);
  const pocket = contractRead<Address>(psm, skyPsmAbi, "pocket");
  return defineSource({
    market,
    discovery: { pocket, to18ConversionFactor: contractRead<bigint>(psm, skyPsmAbi, "to18ConversionFactor") },
    open(discovered) {
      const cashHolder = required(discovered.pocket);
      const to18ConversionFactor = required(discovered.to18ConversionFactor);
      return openSource({
        reads: {
          pocket,
          ssr: savings<bigint>("ssr"),
          chi: savings<bigint>("chi"),
          rho: savings<bigint>("rho"),
          totalUsds: savings<bigint>("totalAssets"),
          tin: contractRead<bigint>(psm, skyPsmAbi, "tin"),
          tout: contractRead<bigint>(psm, skyPsmAbi, "tout"),
          cash: contractRead<bigint>(market.asset.address, erc20Abi, "balanceOf", [cashHolder]),
        },
        observe(now, context) {
          if (required(now.pocket) !== cashHolder) throw new StaleDiscovery(`${market.id}: the PSM has a new pocket`);
          const ssr = required(now.ssr);
          const entryHalted = required(now.tin) === HALTED;
          const exitHalted = required(now.tout) === HALTED;
          const elapsedSeconds = context.blockTimeSeconds - Number(required(now.rho));
          return {
            supplyApr: toFloat(ssr - RAY, 27) * SECONDS_PER_YEAR,
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: entryHalted ? 0 : bpsOfWad(required(now.tin)),
            exitBps: exitHalted ? 0 : bpsOfWad(required(now.tout)),
            growthIndexRay: (required(now.chi) * rpow(ssr, BigInt(elapsedSeconds))) / RAY,
            totalSupply: required(now.totalUsds) / to18ConversionFactor,
            totalBorrow: 0n,
            liquidity: exitHalted ? 0n : required(now.cash),
            supplyRoom: entryHalted ? 0n : null,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: exitHalted, frozen: entryHalted, supplyCapReached: false },
          };
        },
      });
    },
  });
};

/** The PSM's fees are WAD fractions. */
function bpsOfWad(feeWad: bigint): number {
  return toFloat(feeWad, 18) * 10_000;
}
