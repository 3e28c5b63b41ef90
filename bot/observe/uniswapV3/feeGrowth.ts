import type { TickRange } from "../../config/stableRange.ts";

/** Fees per unit of liquidity since some beginning, of each token, times 2^128; the pool's counters run over at 2^256. */
export interface FeeGrowth {
  readonly token0X128: bigint;
  readonly token1X128: bigint;
}

/** What a pool keeps of a tick that bounds a range. */
export interface Bound extends FeeGrowth {
  /** Whether any liquidity begins or ends there: the growth outside means nothing otherwise. */
  readonly initialized: boolean;
}

export interface RangeState {
  readonly tick: number;
  readonly global: FeeGrowth;
  readonly lower: Bound;
  readonly upper: Bound;
}

const WORD = 1n << 256n;

/** a − b of counters that run over. */
export function counterDifference(a: bigint, b: bigint): bigint {
  return (a - b + WORD) % WORD;
}

/**
 * Fees per liquidity inside the range so far, up to a constant: Uniswap V3 `Tick.getFeeGrowthInside`. A bound's growth outside is counted
 * from when it was initialised, as if all before had happened below it, so the constant is that of the present life of both bounds,
 * and may make the counter negative, which the contract shows as a number near 2^256.
 */
export function feeGrowthInside(state: RangeState, range: TickRange): FeeGrowth {
  return {
    token0X128: inside(state, range, (growth) => growth.token0X128),
    token1X128: inside(state, range, (growth) => growth.token1X128),
  };
}

function inside({ tick, global, lower, upper }: RangeState, range: TickRange, of: (growth: FeeGrowth) => bigint): bigint {
  const below = tick >= range.tickLower ? of(lower) : counterDifference(of(global), of(lower));
  const above = tick < range.tickUpper ? of(upper) : counterDifference(of(global), of(upper));
  return counterDifference(counterDifference(of(global), below), above);
}

/** A counter with its sign: real growth stays far below 2^255, so that what is above is negative. */
export function signed(counter: bigint): bigint {
  return BigInt.asIntN(256, counter);
}

/** Growth from one reading to a later one. */
export function growthBetween(before: FeeGrowth, after: FeeGrowth): FeeGrowth {
  return {
    token0X128: counterDifference(after.token0X128, before.token0X128),
    token1X128: counterDifference(after.token1X128, before.token1X128),
  };
}

/** Whether one growth is no more than another, in both tokens. */
export function isWithin(part: FeeGrowth, whole: FeeGrowth): boolean {
  return part.token0X128 <= whole.token0X128 && part.token1X128 <= whole.token1X128;
}
