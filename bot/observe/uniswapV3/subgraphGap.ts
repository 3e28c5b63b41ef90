import { toFloat } from "../../core/units.ts";
import { counterDifference, type FeeGrowth, signed } from "./feeGrowth.ts";
import type { PoolEntity } from "./poolEntity.ts";

/**
 * How far a subgraph may be from the chain at the same block. It copies liquidity and price from events, so that it has them to the unit or has
 * missed an event; the bounds let one pass that does not matter.
 */
const MAX_LIQUIDITY_GAP = 1e-3;
/** Of the price's square root: one basis point of the price. */
const MAX_SQRT_PRICE_GAP = 5e-5;
/** Of a day's fees. */
const MAX_FEE_GAP = 0.01;
/** Between fees and volume times the fee tier, and between hours and the days they lie in, which are sums of the same numbers. */
const MAX_SUM_GAP = 1e-3;

/** What the chain says the pool was at the subgraph's block. */
export interface PoolOnChain {
  readonly liquidity: bigint;
  readonly sqrtPriceX96: bigint;
  readonly feeGrowth: FeeGrowth;
  readonly decimals0: number;
  readonly decimals1: number;
}

export interface Gap {
  readonly what: string;
  /** A fraction of what it should be. */
  readonly value: number;
}

/** The first difference beyond its bound between what a subgraph says of a pool and what the chain says, or itself elsewhere; null if there is none. */
export function subgraphGap(pool: PoolEntity, chain: PoolOnChain): Gap | null {
  const gaps = [
    { what: "liquidity", value: relative(pool.liquidity, chain.liquidity), bound: MAX_LIQUIDITY_GAP },
    { what: "sqrtPrice", value: relative(pool.sqrtPrice, chain.sqrtPriceX96), bound: MAX_SQRT_PRICE_GAP },
    { what: "fee growth", value: feeGrowthGap(pool, chain), bound: MAX_FEE_GAP },
    { what: "fees of volume", value: feesOfVolumeGap(pool), bound: MAX_SUM_GAP },
    { what: "hours beside days", value: hoursBesideDaysGap(pool), bound: MAX_SUM_GAP },
  ];
  return gaps.find(({ value, bound }) => !(value <= bound)) ?? null;
}

function relative(told: bigint, real: bigint): number {
  if (told === real) return 0;
  return Math.abs(toFloat(told - real, 0)) / Math.max(1, toFloat(real, 0));
}

/** The counters' difference as a part of what a day adds to them; nothing where the deployment has no counters. */
function feeGrowthGap(pool: PoolEntity, { feeGrowth, liquidity, decimals0, decimals1 }: PoolOnChain): number {
  const { feeGrowthGlobal0X128: told0, feeGrowthGlobal1X128: told1 } = pool;
  if (told0 === undefined || told1 === undefined) return 0;
  const missing = (told: bigint, real: bigint, decimals: number) =>
    (Math.abs(Number(signed(counterDifference(told, real)))) / 2 ** 128) * toFloat(liquidity, decimals);
  // Two tokens of one peg: fees in whole tokens are USD, which is near enough for a bound.
  const missingUsd = missing(told0, feeGrowth.token0X128, decimals0) + missing(told1, feeGrowth.token1X128, decimals1);
  return missingUsd === 0 ? 0 : missingUsd / Math.max(0, ...pool.poolDayData.map(({ feesUSD }) => feesUSD));
}

function feesOfVolumeGap({ feeTier, poolHourData }: PoolEntity): number {
  const fees = poolHourData.reduce((sum, { feesUSD }) => sum + feesUSD, 0);
  const volume = poolHourData.reduce((sum, { volumeUSD }) => sum + volumeUSD, 0);
  const expected = (volume * Number(feeTier)) / 1e6;
  return fees === expected ? 0 : Math.abs(fees - expected) / expected;
}

/** How much more the hours say than the days they lie in; of the oldest day there may be hours that were not asked for. */
function hoursBesideDaysGap({ poolHourData, poolDayData }: PoolEntity): number {
  const gaps = poolDayData.map(({ date, feesUSD }) => {
    const hours = poolHourData.filter(({ periodStartUnix }) => periodStartUnix >= date && periodStartUnix < date + 86_400);
    const fees = hours.reduce((sum, hour) => sum + hour.feesUSD, 0);
    return fees <= feesUSD ? 0 : (fees - feesUSD) / feesUSD;
  });
  return Math.max(0, ...gaps);
}
