import type { TickRange } from "../../../config/stableRange.ts";
import { amountsOfUnit } from "../../../observe/uniswapV3/rangeValue.ts";

/** A Uniswap V3 position, without its fees. */
export interface RangePosition {
  readonly range: TickRange;
  readonly liquidity: bigint;
}

/**
 * What the position pays when burnt at a price, √(token1 per token0, in smallest units): both amounts in smallest units. In doubles, off by up
 * to 2^-52 of the liquidity over √price (token0) and times it (token1), which is a unit or two for millions of USDC in a range of 0.1 %: for
 * estimates, not to be sent.
 */
export function positionAmounts({ range, liquidity }: RangePosition, sqrtPrice: number): readonly [token0: number, token1: number] {
  const [amount0, amount1] = amountsOfUnit(sqrtPrice, range);
  return [amount0 * Number(liquidity), amount1 * Number(liquidity)];
}
