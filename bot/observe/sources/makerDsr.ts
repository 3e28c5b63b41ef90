import { potAbi } from "../../chain/abi.ts";
import { contractRead, required } from "../../chain/batch.ts";
import { RAY, SECONDS_PER_YEAR, toFloat } from "../../core/units.ts";
import { rpow } from "./rpow.ts";
import { companion, defineSource, openSource, type SourceFactory } from "./source.ts";

/**
 * Maker's DAI savings rate. The market's address is sDAI, whose shares are the Pot's; the Pot itself is its companion "pot". As with Sky's
 * savings the rate is a RAY per second and the share price is `chi` accrued to the block, here as `Pot.drip` does. All DAI in the Pot can
 * leave at once: it is minted to whoever leaves. A pot that is caged pays nothing more and lets everybody leave. Source: dss `src/pot.sol`,
 * sky-ecosystem `sdai/src/SavingsDai.sol`.
 */
export const makerDsr: SourceFactory = (market) => {
  const pot = <Value>(name: string) => contractRead<Value>(companion(market, "pot"), potAbi, name);
  return defineSource({
    market,
    discovery: {},
    open: () =>
      openSource({
        reads: {
          dsr: pot<bigint>("dsr"),
          chi: pot<bigint>("chi"),
          rho: pot<bigint>("rho"),
          shares: pot<bigint>("Pie"),
          live: pot<bigint>("live"),
        },
        observe(now, context) {
          const dsr = required(now.dsr);
          const elapsedSeconds = BigInt(context.blockTimeSeconds) - required(now.rho);
          const growthIndexRay = (rpow(dsr, elapsedSeconds) * required(now.chi)) / RAY;
          const totalSupply = (required(now.shares) * growthIndexRay) / RAY;
          const caged = required(now.live) !== 1n;
          return {
            supplyApr: toFloat(dsr - RAY, 27) * SECONDS_PER_YEAR,
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            growthIndexRay,
            totalSupply,
            totalBorrow: 0n,
            liquidity: totalSupply,
            supplyRoom: caged ? 0n : null,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: false, frozen: caged, supplyCapReached: false },
          };
        },
      }),
  });
};
