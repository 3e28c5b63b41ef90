import { DAYS_PER_YEAR } from "./daily.ts";
import { LEAST_DEVIATION, mean } from "./moments.ts";

/**
 * Mean over downside deviation of returns over the minimum acceptable return (MAR), · √365 (Sortino and Price 1994). The deviation is
 * √mean(min(r − MAR, 0)²) over all days, those above the MAR count as zero. NaN when no day falls short of it beyond rounding.
 *
 * @param overAcceptable r − MAR of each day.
 */
export function sortinoRatio(overAcceptable: ArrayLike<number>): number {
  const deviation = Math.sqrt(mean(Float64Array.from(overAcceptable, (value) => Math.min(value, 0) ** 2)));
  return deviation > LEAST_DEVIATION ? (mean(overAcceptable) / deviation) * Math.sqrt(DAYS_PER_YEAR) : Number.NaN;
}
