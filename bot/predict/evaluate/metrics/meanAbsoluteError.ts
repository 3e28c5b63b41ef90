import type { JudgedForecasts } from "../judged.ts";

/** MAE of the point forecasts, a fraction a year; NaN without forecasts. */
export function meanAbsoluteError(forecasts: JudgedForecasts): number {
  return sumOfAbsoluteErrors(forecasts.realisedApr, forecasts.pointApr) / forecasts.realisedApr.length;
}

export function sumOfAbsoluteErrors(realised: Float64Array, forecast: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < realised.length; i++) sum += Math.abs((realised[i] as number) - (forecast[i] as number));
  return sum;
}
