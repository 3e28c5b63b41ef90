import type { Token } from "../core/market.ts";

/** The ticks between which liquidity is provided. */
export interface TickRange {
  readonly tickLower: number;
  readonly tickUpper: number;
}

/** A tick is a factor of this in the price (Uniswap V3 `TickMath`). */
const TICK_BASE = 1.0001;

/** Ten ticks to either side, 0.1 %: what two tokens of one peg keep within on ordinary days. */
const HALF_WIDTH_TICKS = 10;

/** The range in which a vault provides to a pool of two tokens of one peg, and whose fees are observed: around one for one. */
export function stableRange(one: Token, other: Token): TickRange {
  const [token0, token1] = BigInt(one.address) < BigInt(other.address) ? [one, other] : [other, one];
  const parTick = Math.round(Math.log(10 ** (token1.decimals - token0.decimals)) / Math.log(TICK_BASE));
  return { tickLower: parTick - HALF_WIDTH_TICKS, tickUpper: parTick + HALF_WIDTH_TICKS };
}
