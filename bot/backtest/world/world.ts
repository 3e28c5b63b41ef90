import type { MarketId, RateModel } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";

/** One market of a world. */
export interface WorldMarket {
  /** As in the rest of the house, "1:aave-v3:usdt:74d4086a": its protocol is its second part. */
  readonly id: MarketId;
  readonly protocol: string;
  readonly symbol: string;
  /** How its rate answers to our money. */
  readonly rateModel: RateModel;
  /** Where its columns come from. */
  readonly series: MarketSeries;
}

/**
 * The past of some markets on one grid of moments, in columns: market m at moment s is at `m * moments + s`. Nobody's money of ours is in
 * it; what our money changes, the engine works out. NaN is "not known".
 */
export interface World {
  /** True for made-up markets: everything that is written of them says so. */
  readonly isSynthetic: boolean;
  readonly markets: readonly WorldMarket[];
  readonly stepSeconds: number;
  /** Unix seconds of each moment, `stepSeconds` apart. */
  readonly timeSeconds: Float64Array;
  /** Known at the moment: the last point of the series that is not older than 72 hours. */
  readonly quotedApr: Float64Array;
  readonly supplyUsd: Float64Array;
  readonly borrowUsd: Float64Array;
  /** The mean APR that was really paid from the moment to the next; of the last moment NaN. */
  readonly paidApr: Float64Array;
  /** 1 where money may be put into the market: known, and large enough at the moment. */
  readonly isOpen: Uint8Array;
  /** What one token of the market's asset is worth in the vault's asset, by moment. */
  readonly price: Float64Array;
  /** Of each moment, as last known. */
  readonly gasPriceGwei: Float64Array;
  readonly ethPriceUsd: Float64Array;
  /** Everything that was known around, for who looks further back than the grid: it must not look past its moment. */
  readonly conditions: Conditions;
}

/** The number of moments. */
export function momentsOf({ timeSeconds }: Pick<World, "timeSeconds">): number {
  return timeSeconds.length;
}

export function endSecondsOf({ timeSeconds }: Pick<World, "timeSeconds">): UnixSeconds {
  return timeSeconds.at(-1) ?? 0;
}
