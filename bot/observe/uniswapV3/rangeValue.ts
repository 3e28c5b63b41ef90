import type { TickRange } from "../../config/stableRange.ts";
import { RAY } from "../../core/units.ts";
import type { FeeGrowth } from "./feeGrowth.ts";

/** The pool of two tokens of one peg, as what follows needs it. */
export interface StablePair {
  readonly decimals0: number;
  readonly decimals1: number;
  readonly assetIsToken0: boolean;
}

const TICK_BASE = 1.0001;

/** √(token1 per token0, in smallest units) at a tick. */
export function sqrtPriceAt(tick: number): number {
  return TICK_BASE ** (tick / 2);
}

/** The price, or the range's bound on its side if it is outside; square roots. */
export function intoRange(sqrtPrice: number, { tickLower, tickUpper }: TickRange): number {
  return Math.min(Math.max(sqrtPrice, sqrtPriceAt(tickLower)), sqrtPriceAt(tickUpper));
}

/** What a unit of liquidity in the range holds at a price, in smallest units: Uniswap V3 whitepaper, 6.29 and 6.30. */
export function amountsOfUnit(sqrtPrice: number, range: TickRange): readonly [token0: number, token1: number] {
  const within = intoRange(sqrtPrice, range);
  return [1 / within - 1 / sqrtPriceAt(range.tickUpper), within - sqrtPriceAt(range.tickLower)];
}

function assetDecimals({ assetIsToken0, decimals0, decimals1 }: StablePair): number {
  return assetIsToken0 ? decimals0 : decimals1;
}

/**
 * What a unit of liquidity in the range is worth when both tokens are at par, in smallest units of the asset. At another price in the range,
 * and both tokens valued at par, it is worth more by at most a quarter of the range's half width, 0.025 % for ten ticks: taken as constant.
 */
export function valueOfUnit(pair: StablePair, range: TickRange): number {
  const [amount0, amount1] = amountsOfUnit(10 ** ((pair.decimals1 - pair.decimals0) / 2), range);
  const decimals = assetDecimals(pair);
  return amount0 * 10 ** (decimals - pair.decimals0) + amount1 * 10 ** (decimals - pair.decimals1);
}

/** The part of a position's value, both tokens at par, that is the other token. */
export function otherShare(pair: StablePair, range: TickRange, sqrtPriceX96: bigint): number {
  const [amount0, amount1] = amountsOfUnit(Number(sqrtPriceX96) / 2 ** 96, range);
  const [value0, value1] = [amount0 / 10 ** pair.decimals0, amount1 / 10 ** pair.decimals1];
  return (pair.assetIsToken0 ? value1 : value0) / (value0 + value1);
}

/** Fees per unit of liquidity over what that unit is worth, both tokens at par; RAY. Their signs are kept. */
export function feesPerValueRay(growth: FeeGrowth, pair: StablePair, valueOfUnitUnits: number): bigint {
  const decimals = assetDecimals(pair);
  const scaled = (growthX128: bigint, from: number) => (growthX128 * 10n ** BigInt(decimals)) / 10n ** BigInt(from);
  const sumX128 = scaled(growth.token0X128, pair.decimals0) + scaled(growth.token1X128, pair.decimals1);
  // A double has 15 certain digits: the value as so many parts of 10^-24.
  const valueRay = BigInt(Math.round(valueOfUnitUnits * 1e15)) * 10n ** 12n;
  return ((sumX128 * RAY * RAY) / valueRay) >> 128n;
}

/** Both balances of the pool at par, in smallest units of the asset. */
export function valueAtPar(balance0: bigint, balance1: bigint, pair: StablePair): bigint {
  const scale = 10n ** BigInt(assetDecimals(pair));
  return (balance0 * scale) / 10n ** BigInt(pair.decimals0) + (balance1 * scale) / 10n ** BigInt(pair.decimals1);
}
