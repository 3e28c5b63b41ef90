import { aavePoolAbi, aaveRateStrategyAbi, erc20Abi } from "../../chain/abi.ts";
import { contractRead, optional, type ReadResult, required } from "../../chain/batch.ts";
import type { RateModel } from "../../core/market.ts";
import { maxBigint, RAY, toFloat } from "../../core/units.ts";
import { defineSource, openSource, type SourceFactory, StaleDiscovery } from "./source.ts";

interface ReserveData {
  readonly configuration: bigint;
  readonly currentLiquidityRate: bigint;
  readonly aTokenAddress: string;
  readonly variableDebtTokenAddress: string;
  readonly interestRateStrategyAddress: string;
  readonly accruedToTreasury: bigint;
}

interface RateDataBps {
  readonly optimalUsageRatio: bigint;
  readonly baseVariableBorrowRate: bigint;
  readonly variableRateSlope1: bigint;
  readonly variableRateSlope2: bigint;
}

/**
 * Aave V3, any version. The supply APR is `currentLiquidityRate` (a RAY, simple interest a year); what deposits really earn is the growth
 * of `getReserveNormalizedIncome`. Source: aave-v3-core `Pool.sol`, `ReserveLogic.sol`.
 */
export const aaveV3: SourceFactory = (market) => {
  const asset = market.asset.address;
  const reserve = contractRead<ReserveData>(market.address, aavePoolAbi, "getReserveData", [asset]);
  return defineSource({
    market,
    discovery: { reserve },
    open(discovered) {
      const { aTokenAddress, variableDebtTokenAddress, interestRateStrategyAddress: strategy } = required(discovered.reserve);
      return openSource({
        reads: {
          reserve,
          normalizedIncomeRay: contractRead<bigint>(market.address, aavePoolAbi, "getReserveNormalizedIncome", [asset]),
          liquidity: contractRead<bigint>(asset, erc20Abi, "balanceOf", [aTokenAddress]),
          totalSupply: contractRead<bigint>(aTokenAddress, erc20Abi, "totalSupply"),
          totalBorrow: contractRead<bigint>(variableDebtTokenAddress, erc20Abi, "totalSupply"),
          optimalRay: contractRead<bigint>(strategy, aaveRateStrategyAbi, "OPTIMAL_USAGE_RATIO"),
          baseRay: contractRead<bigint>(strategy, aaveRateStrategyAbi, "getBaseVariableBorrowRate"),
          slope1Ray: contractRead<bigint>(strategy, aaveRateStrategyAbi, "getVariableRateSlope1"),
          slope2Ray: contractRead<bigint>(strategy, aaveRateStrategyAbi, "getVariableRateSlope2"),
          rateDataBps: contractRead<RateDataBps>(strategy, aaveRateStrategyAbi, "getInterestRateDataBps", [asset]),
        },
        observe(now) {
          const data = required(now.reserve);
          if (data.interestRateStrategyAddress !== strategy) throw new StaleDiscovery(`${market.id} has a new rate strategy`);
          const growthIndexRay = required(now.normalizedIncomeRay);
          const totalSupply = required(now.totalSupply);
          const totalBorrow = required(now.totalBorrow);
          const liquidity = required(now.liquidity);
          const { active, frozen, paused, supplyCap, reserveFactorBps } = decodeConfiguration(data.configuration);
          // The cap counts what is owed to the treasury as supplied: ValidationLogic.validateSupply.
          const counted = totalSupply + (data.accruedToTreasury * growthIndexRay) / RAY;
          const room = supplyCap === 0n ? null : maxBigint(0n, supplyCap * 10n ** BigInt(market.asset.decimals) - counted);
          const closed = paused || !active;
          return {
            supplyApr: toFloat(data.currentLiquidityRate, 27),
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            growthIndexRay,
            totalSupply,
            totalBorrow,
            liquidity: closed ? 0n : liquidity,
            supplyRoom: closed || frozen ? 0n : room,
            utilization: totalBorrow === 0n ? 0 : toFloat(totalBorrow, 0) / toFloat(totalBorrow + liquidity, 0),
            rateModel: rateModel(now, Number(reserveFactorBps) / 10_000),
            flags: { paused: closed, frozen, supplyCapReached: room === 0n },
          };
        },
      });
    },
  });
};

/** Bits of `DataTypes.ReserveConfigurationMap`. */
function decodeConfiguration(configuration: bigint) {
  const bits = (from: bigint, count: bigint) => (configuration >> from) & ((1n << count) - 1n);
  return {
    active: bits(56n, 1n) === 1n,
    frozen: bits(57n, 1n) === 1n,
    paused: bits(60n, 1n) === 1n,
    reserveFactorBps: bits(64n, 16n),
    supplyCap: bits(116n, 36n),
  };
}

/** The kinked curve, from a strategy of either generation; a strategy that shows none is taken as flat. */
function rateModel(
  now: Record<"optimalRay" | "baseRay" | "slope1Ray" | "slope2Ray", ReadResult<bigint>> & { rateDataBps: ReadResult<RateDataBps> },
  reserveFactor: number,
): RateModel {
  const bps = optional(now.rateDataBps);
  if (bps !== null) {
    return {
      kind: "kinked-borrow",
      optimalUtilization: Number(bps.optimalUsageRatio) / 10_000,
      baseBorrowApr: Number(bps.baseVariableBorrowRate) / 10_000,
      slope1Apr: Number(bps.variableRateSlope1) / 10_000,
      slope2Apr: Number(bps.variableRateSlope2) / 10_000,
      reserveFactor,
    };
  }
  const [optimal, base, slope1, slope2] = [now.optimalRay, now.baseRay, now.slope1Ray, now.slope2Ray].map(optional);
  if (optimal == null || base == null || slope1 == null || slope2 == null) return { kind: "flat" };
  return {
    kind: "kinked-borrow",
    optimalUtilization: toFloat(optimal, 27),
    baseBorrowApr: toFloat(base, 27),
    slope1Apr: toFloat(slope1, 27),
    slope2Apr: toFloat(slope2, 27),
    reserveFactor,
  };
}
