import { DAYS_PER_YEAR, type DailyReturns } from "./daily.ts";
import { MissingDaysError } from "./errors.ts";
import { mean, standardDeviation } from "./moments.ts";
import { sharpeRatio } from "./sharpeRatio.ts";

/**
 * The benchmark's returns on the very days of the strategy.
 *
 * @throws MissingDaysError if it has not all of them.
 */
export function onSameDays(days: Float64Array, benchmark: DailyReturns): Float64Array {
  const returns = new Map(Array.from(benchmark.dayStartSeconds, (day, i) => [day, benchmark.returns[i] as number]));
  const missing = days.filter((day) => !returns.has(day));
  if (missing.length > 0) throw new MissingDaysError("benchmark", missing.length, missing[0] as number);
  return days.map((day) => returns.get(day) as number);
}

/**
 * The share of all days on which the strategy returned more than its benchmark; equal is not ahead. NaN without days.
 *
 * @param active Returns over the benchmark's, a fraction a day.
 */
export function shareOfDaysAhead(active: ArrayLike<number>): number {
  return mean(Float64Array.from(active, (value) => Number(value > 0)));
}

/** A year's worth of the mean active return, not compounded: a fraction a year. NaN without days. */
export function meanExcess(active: ArrayLike<number>): number {
  return mean(active) * DAYS_PER_YEAR;
}

/** The standard deviation (ddof 1) of active returns · √365. NaN for fewer than two days. */
export function trackingError(active: ArrayLike<number>): number {
  return standardDeviation(active) * Math.sqrt(DAYS_PER_YEAR);
}

/** Mean excess over tracking error (Grinold and Kahn, Active Portfolio Management, chapter 5). NaN without variation beyond rounding. */
export function informationRatio(active: ArrayLike<number>): number {
  // The Sharpe ratio with the benchmark in the place of the risk-free rate.
  return sharpeRatio(active);
}
