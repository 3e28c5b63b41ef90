import { SECONDS_PER_YEAR, type UnixSeconds } from "../../core/units.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { StepPath } from "../../predict/series/stepPath.ts";

const DAY_SECONDS = 86_400;
/** A day that less is known of has no return. */
const LEAST_KNOWN_SHARE = 0.75;

/** What a market's token was worth in what returns are measured in; null where the market's own asset is that, and its price never moves. */
export type TokenPrice = (series: MarketSeries) => StepPath | null;

/** The vault holds the market's token: its price does not move. */
export const IN_OWN_TOKEN: TokenPrice = () => null;

/**
 * A market's total returns of the last `days` days that end at `atSeconds`, oldest first, as fractions: what was paid, by the mean paid APR of the
 * day, and the logarithm of the move of its token's price. Where a price is not known at both ends of a day, none has moved. NaN is a day of
 * which less than three quarters are known. Nothing after `atSeconds` is read: what is paid from the last point on counts as far as that day.
 */
export function dailyReturns(series: MarketSeries, atSeconds: UnixSeconds, days: number, tokenPrice: TokenPrice): Float64Array {
  const paid = new StepPath(series.timeSeconds, series.paidApr);
  const price = tokenPrice(series);
  return Float64Array.from({ length: days }, (_, i) => {
    const to = atSeconds - (days - 1 - i) * DAY_SECONDS;
    const from = to - DAY_SECONDS;
    if (paid.knownShare(from, to) < LEAST_KNOWN_SHARE) return Number.NaN;
    const moved = price === null ? 0 : Math.log(price.at(to) / price.at(from));
    return (paid.mean(from, to) * DAY_SECONDS) / SECONDS_PER_YEAR + (Number.isFinite(moved) ? moved : 0);
  });
}
