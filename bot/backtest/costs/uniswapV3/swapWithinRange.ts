import type { TickRange } from "../../../config/stableRange.ts";
import { sqrtPriceAt } from "../../../observe/uniswapV3/rangeValue.ts";
import { PriceOutsideRangeError } from "./errors.ts";

/** A stretch of a Uniswap V3 pool in which no liquidity comes or goes. */
export interface ConstantLiquidity {
  readonly range: TickRange;
  /** All providers' together. */
  readonly liquidity: number;
  /** Of a swap, as a fraction: 0.0001 for the tier of 0.01 %. */
  readonly feeFraction: number;
  /** √(token1 per token0, in smallest units), in the range. */
  readonly sqrtPrice: number;
}

export interface SwapWithinRange {
  /** What is taken, with the fee: less than what was offered where the range ends first. Smallest units. */
  readonly sold: number;
  /** In smallest units of the other token. */
  readonly received: number;
  readonly sqrtPriceAfter: number;
  /** Fee and price impact: one less what is received over what is sold, at the price before. */
  readonly costFraction: number;
}

/**
 * Sells up to `amount` of a token, in its smallest units. An estimate, in doubles.
 *
 * With u what goes in after the fee over what the liquidity is of it at that price, L/√P of token0 or L·√P of token1 (Uniswap V3 whitepaper, 6.13
 * to 6.16), the square root of the price moves by the factor 1 + u, and so much less than at the price before is received.
 * @throws PriceOutsideRangeError
 */
export function swapWithinRange(pool: ConstantLiquidity, sellsToken0: boolean, amount: number): SwapWithinRange {
  const { range, liquidity, feeFraction, sqrtPrice } = pool;
  const [lower, upper] = [sqrtPriceAt(range.tickLower), sqrtPriceAt(range.tickUpper)];
  if (!(sqrtPrice >= lower && sqrtPrice <= upper)) throw new PriceOutsideRangeError(sqrtPrice, lower, upper);
  const depth = sellsToken0 ? liquidity / sqrtPrice : liquidity * sqrtPrice;
  const most = (sellsToken0 ? sqrtPrice / lower : upper / sqrtPrice) - 1;
  const wanted = (amount * (1 - feeFraction)) / depth;
  const moved = Math.min(wanted, most);
  const entered = moved * depth;
  return {
    sold: wanted <= most ? amount : entered / (1 - feeFraction),
    received: (entered * (sellsToken0 ? sqrtPrice ** 2 : sqrtPrice ** -2)) / (1 + moved),
    sqrtPriceAfter: sellsToken0 ? sqrtPrice / (1 + moved) : sqrtPrice * (1 + moved),
    costFraction: 1 - (1 - feeFraction) / (1 + moved),
  };
}
