import type { JudgedForecasts } from "../judged.ts";
import { sumOfAbsoluteErrors } from "./meanAbsoluteError.ts";

/**
 * Σ|error| / Σ|error of persistence| over the same moments: below 1 the model is better than "tomorrow as today". (The relative MAE of
 * Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", section 2.4.)
 *
 * Where persistence made no error, it is 1 if the model made none either, else infinite.
 */
export function relativeMeanAbsoluteError(forecasts: JudgedForecasts): number {
  const own = sumOfAbsoluteErrors(forecasts.realisedApr, forecasts.pointApr);
  const persistence = sumOfAbsoluteErrors(forecasts.realisedApr, forecasts.persistenceApr);
  return own === persistence && forecasts.realisedApr.length > 0 ? 1 : own / persistence;
}
