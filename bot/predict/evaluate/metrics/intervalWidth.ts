import type { JudgedForecasts } from "../judged.ts";
import { levelIndex } from "../rows.ts";

/** The mean of p90 − p10, a fraction a year: of two intervals that cover the same, the narrower one says more. */
export function intervalWidth(forecasts: JudgedForecasts): number {
  const { levels, quantilesApr, realisedApr } = forecasts;
  const low = levelIndex(levels, 0.1);
  const high = levelIndex(levels, 0.9);
  let sum = 0;
  for (let row = 0; row < realisedApr.length; row++) {
    sum += (quantilesApr[row * levels.length + high] as number) - (quantilesApr[row * levels.length + low] as number);
  }
  return sum / realisedApr.length;
}
