import type { Apr, UnixSeconds } from "../../core/units.ts";
import { DAYS_PER_YEAR } from "./daily.ts";
import { MissingDaysError } from "./errors.ts";

/** What money earns without risk, a simple yearly rate: one for all days, or one a day, by the midnight (UTC) at which the day begins. */
export type RiskFreeApr = Apr | ReadonlyMap<UnixSeconds, Apr>;

/**
 * A day's share of the rate, APR / 365, for each day.
 *
 * @throws MissingDaysError for days without a finite rate.
 */
export function dailyRiskFree(dayStartSeconds: Float64Array, riskFreeApr: RiskFreeApr): Float64Array {
  const rateOf = (day: number) => (typeof riskFreeApr === "number" ? riskFreeApr : (riskFreeApr.get(day) ?? Number.NaN));
  const rates = dayStartSeconds.map((day) => rateOf(day) / DAYS_PER_YEAR);
  const missing = dayStartSeconds.filter((_, i) => !Number.isFinite(rates[i]));
  if (missing.length > 0) throw new MissingDaysError("risk-free rate", missing.length, missing[0] as number);
  return rates;
}
