import type { UnixSeconds } from "../../core/units.ts";
import type { YieldCovariance } from "../../core/yieldCovariance.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { dailyReturns, type TokenPrice } from "./dailyReturns.ts";
import { ledoitWolf } from "./ledoitWolf.ts";

export interface CovarianceWindow {
  readonly atSeconds: UnixSeconds;
  /** How many days back from then. */
  readonly days: number;
  /** Days that all markets' returns are known of: with fewer there is no covariance. At least two. */
  readonly leastDays: number;
  readonly tokenPrice: TokenPrice;
}

/**
 * How the markets' daily returns vary together, by shrinkage, of the days on which all are known, so that it is positive semi-definite. While these are
 * too few, the market with the fewest known days is left out, the last by id among equals. Null when none is left.
 */
export function yieldCovariance(series: readonly MarketSeries[], window: CovarianceWindow): YieldCovariance | null {
  const returns = series.map((one): Returns => {
    const values = dailyReturns(one, window.atSeconds, window.days, window.tokenPrice);
    return { marketId: one.marketId, values, known: values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0) };
  });
  let kept = returns.filter(({ known }) => known >= window.leastDays);
  let days = commonDays(kept, window.days);
  while (kept.length > 0 && days.length < window.leastDays) {
    const worst = kept.reduce((found, one) => (isLessKnown(one, found) ? one : found));
    kept = kept.filter((one) => one !== worst);
    days = commonDays(kept, window.days);
  }
  if (kept.length === 0) return null;
  const { covariance } = ledoitWolf(kept.map(({ values }) => Float64Array.from(days, (day) => values[day] as number)));
  return { marketIds: kept.map(({ marketId }) => marketId), dayVariance: covariance.map((row) => [...row]) };
}

interface Returns {
  readonly marketId: string;
  readonly values: Float64Array;
  readonly known: number;
}

function isLessKnown(one: Returns, other: Returns): boolean {
  return one.known < other.known || (one.known === other.known && one.marketId > other.marketId);
}

function commonDays(all: readonly Returns[], days: number): readonly number[] {
  return Array.from({ length: days }, (_, day) => day).filter((day) => all.every(({ values }) => !Number.isNaN(values[day] as number)));
}
