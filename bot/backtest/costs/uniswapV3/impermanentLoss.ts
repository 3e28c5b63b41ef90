import type { TickRange } from "../../../config/stableRange.ts";
import { amountsOfUnit, intoRange } from "../../../observe/uniswapV3/rangeValue.ts";

/**
 * What a range position is worth over what its tokens at entry would be worth now, less one; fees are not in it. Zero at the entry's price,
 * else below. Prices are √(token1 per token0, in smallest units): slot0's `sqrtPriceX96` / 2^96. An estimate, in doubles.
 *
 * In closed form, from the position's amounts (Uniswap V3 whitepaper, 6.29 and 6.30): with both prices taken into the range, w and w₀, the two
 * worths differ by (w − w₀)·(1 − s²/(w·w₀)) of token1 for a unit of liquidity. So written it does not cancel when the price moves little. For
 * a range without bounds it is 2√r/(1 + r) − 1 with r = s²/s₀².
 */
export function impermanentLossFraction(range: TickRange, entrySqrtPrice: number, sqrtPrice: number): number {
  const [entered, now] = [intoRange(entrySqrtPrice, range), intoRange(sqrtPrice, range)];
  const [amount0, amount1] = amountsOfUnit(entrySqrtPrice, range);
  const held = amount0 * sqrtPrice ** 2 + amount1;
  const difference = (now - entered) * (1 - (sqrtPrice / now) * (sqrtPrice / entered));
  return difference === 0 ? 0 : difference / held;
}
