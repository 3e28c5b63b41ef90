import { DAYS_PER_YEAR } from "./daily.ts";
import { LEAST_DEVIATION, mean, standardDeviation } from "./moments.ts";

/**
 * Mean over standard deviation (ddof 1) of returns over the risk-free rate (Sharpe 1994, "The Sharpe Ratio"), for one day. NaN for fewer than
 * two days, or without variation beyond rounding.
 */
export function dailySharpeRatio(excessReturns: ArrayLike<number>): number {
  const deviation = standardDeviation(excessReturns);
  return deviation > LEAST_DEVIATION ? mean(excessReturns) / deviation : Number.NaN;
}

/** The daily ratio · √365, which takes days to be independent (Lo 2002): of returns that trend it says too much. NaN as the daily one. */
export function sharpeRatio(excessReturns: ArrayLike<number>): number {
  return dailySharpeRatio(excessReturns) * Math.sqrt(DAYS_PER_YEAR);
}
