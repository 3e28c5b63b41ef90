import type { JudgedForecasts } from "../judged.ts";

/** RMSE of the point forecasts, a fraction a year; NaN without forecasts. */
export function rootMeanSquareError(forecasts: JudgedForecasts): number {
  let sum = 0;
  for (let i = 0; i < forecasts.realisedApr.length; i++) {
    sum += ((forecasts.realisedApr[i] as number) - (forecasts.pointApr[i] as number)) ** 2;
  }
  return Math.sqrt(sum / forecasts.realisedApr.length);
}
