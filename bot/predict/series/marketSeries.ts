import type { MarketId } from "../../core/market.ts";

/**
 * One market's past as models read it, in columns of one length: what was quoted and held from each point on until the next. It is the
 * same whether it comes from a file, from the database or from the chain, so that training, replay and the live keeper compute the same
 * features from the same rows, bit by bit. NaN is "not known", never zero.
 */
export interface MarketSeries {
  readonly marketId: MarketId;
  readonly protocol: string;
  readonly symbol: string;
  /** "lending", "dex", …; null where its source does not say. */
  readonly category: string | null;
  /** Unix seconds, strictly ascending. */
  readonly timeSeconds: Float64Array;
  /** The total APR quoted at the point: supply and rewards. Never NaN. */
  readonly quotedApr: Float64Array;
  /** The mean APR really paid from the point to the next: by the growth index where it is known, else as quoted. Never NaN. */
  readonly paidApr: Float64Array;
  readonly totalSupplyUsd: Float64Array;
  readonly totalBorrowUsd: Float64Array;
  readonly utilization: Float64Array;
  readonly assetPriceUsd: Float64Array;
}

/** Points further apart than this are a gap: what was quoted before it says nothing about the time after it. */
export const CARRY_FORWARD_SECONDS = 72 * 3600;
