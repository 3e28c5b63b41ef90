import { DAYS_PER_YEAR } from "./daily.ts";

/**
 * growth^(365 / days) − 1: the compounded yearly return that leads to `growth` = V_T / V₀ in `days`. NaN for no time at all.
 */
export function annualisedReturn(growth: number, days: number): number {
  return days > 0 ? growth ** (DAYS_PER_YEAR / days) - 1 : Number.NaN;
}

/** Of daily returns, one after the other. NaN without any. */
export function annualisedReturnOf(returns: Float64Array): number {
  return annualisedReturn(Math.exp(returns.reduce((sum, value) => sum + Math.log1p(value), 0)), returns.length);
}
