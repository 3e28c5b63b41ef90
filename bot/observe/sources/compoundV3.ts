import { cometAbi, erc20Abi } from "../../chain/abi.ts";
import { contractRead, required } from "../../chain/batch.ts";
import { RAY, SECONDS_PER_YEAR, toFloat, WAD } from "../../core/units.ts";
import { defineSource, openSource, type SourceFactory } from "./source.ts";

interface TotalsBasic {
  readonly baseSupplyIndex: bigint;
  readonly lastAccrualTime: bigint;
}

/** `CometCore.BASE_INDEX_SCALE`: the supply index starts here. */
const BASE_INDEX_SCALE = 10n ** 15n;

/**
 * Compound III (Comet). The supply rate is a kinked function of utilization, per second in WAD; the supply index is accrued from its
 * last stored value to the block as `Comet.accruedInterestIndices` does. Source: compound-finance/comet `Comet.sol`.
 */
export const compoundV3: SourceFactory = (market) => {
  const read = <Value>(name: string) => contractRead<Value>(market.address, cometAbi, name);
  return defineSource({
    market,
    discovery: {
      baseToken: read<string>("baseToken"),
      trackingIndexScale: read<bigint>("trackingIndexScale"),
    },
    open(discovered) {
      if (required(discovered.baseToken).toLowerCase() !== market.asset.address.toLowerCase()) {
        throw new Error(`${market.id}: the comet's base token is ${required(discovered.baseToken)}, not ${market.asset.symbol}`);
      }
      const trackingIndexScale = required(discovered.trackingIndexScale);
      return openSource({
        reads: {
          totalSupply: read<bigint>("totalSupply"),
          totalBorrow: read<bigint>("totalBorrow"),
          totals: read<TotalsBasic>("totalsBasic"),
          utilization: read<bigint>("getUtilization"),
          kink: read<bigint>("supplyKink"),
          base: read<bigint>("supplyPerSecondInterestRateBase"),
          slopeLow: read<bigint>("supplyPerSecondInterestRateSlopeLow"),
          slopeHigh: read<bigint>("supplyPerSecondInterestRateSlopeHigh"),
          rewardSpeed: read<bigint>("baseTrackingSupplySpeed"),
          supplyPaused: read<boolean>("isSupplyPaused"),
          withdrawPaused: read<boolean>("isWithdrawPaused"),
          liquidity: contractRead<bigint>(market.asset.address, erc20Abi, "balanceOf", [market.address]),
        },
        observe(now, context) {
          const utilization = required(now.utilization);
          const kink = required(now.kink);
          const base = required(now.base);
          const slopeLow = required(now.slopeLow);
          const slopeHigh = required(now.slopeHigh);
          const ratePerSecond =
            utilization <= kink
              ? base + (slopeLow * utilization) / WAD
              : base + (slopeLow * kink) / WAD + (slopeHigh * (utilization - kink)) / WAD;
          const { baseSupplyIndex, lastAccrualTime } = required(now.totals);
          const elapsedSeconds = BigInt(context.blockTimeSeconds) - lastAccrualTime;
          const index = baseSupplyIndex + (baseSupplyIndex * ratePerSecond * elapsedSeconds) / WAD;
          const totalSupply = required(now.totalSupply);
          const supplyPaused = required(now.supplyPaused);
          const withdrawPaused = required(now.withdrawPaused);
          const yearly = (rate: bigint) => toFloat(rate, 18) * SECONDS_PER_YEAR;
          return {
            supplyApr: yearly(ratePerSecond),
            rewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            unclaimedRewardApr: quotedRewardApr(
              toFloat(required(now.rewardSpeed), 0) / toFloat(trackingIndexScale, 0),
              context.pricesUsd.COMP ?? null,
              toFloat(totalSupply, market.asset.decimals) * (context.pricesUsd[market.asset.symbol] ?? Number.NaN),
            ),
            growthIndexRay: (index * RAY) / BASE_INDEX_SCALE,
            totalSupply,
            totalBorrow: required(now.totalBorrow),
            liquidity: withdrawPaused ? 0n : required(now.liquidity),
            supplyRoom: supplyPaused ? 0n : null,
            utilization: toFloat(utilization, 18),
            rateModel: {
              kind: "kinked-supply",
              kinkUtilization: toFloat(kink, 18),
              baseSupplyApr: yearly(base),
              slopeLowApr: yearly(slopeLow),
              slopeHighApr: yearly(slopeHigh),
            },
            flags: { paused: withdrawPaused, frozen: supplyPaused, supplyCapReached: false },
          };
        },
      });
    },
  });
};

/** COMP a second over all suppliers, valued over a year against what they supply. */
function quotedRewardApr(tokensPerSecond: number, priceUsd: number | null, totalSupplyUsd: number): number | null {
  if (tokensPerSecond === 0) return 0;
  if (priceUsd === null || !(totalSupplyUsd > 0)) return null;
  return (tokensPerSecond * SECONDS_PER_YEAR * priceUsd) / totalSupplyUsd;
}
