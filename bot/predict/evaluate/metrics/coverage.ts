import type { JudgedForecasts } from "../judged.ts";
import { levelIndex } from "../rows.ts";

/** The share of truths from p10 to p90, both included: 0.8 if the interval means what it says. NaN without forecasts. */
export function coverage80(forecasts: JudgedForecasts): number {
  const { levels, quantilesApr, realisedApr } = forecasts;
  const low = levelIndex(levels, 0.1);
  const high = levelIndex(levels, 0.9);
  let covered = 0;
  for (let row = 0; row < realisedApr.length; row++) {
    const realised = realisedApr[row] as number;
    const from = row * levels.length;
    if (realised >= (quantilesApr[from + low] as number) && realised <= (quantilesApr[from + high] as number)) covered += 1;
  }
  return covered / realisedApr.length;
}

/** At each level, the share of truths at or below its quantile: the level itself if the quantiles mean what they say. */
export function observedLevels(forecasts: JudgedForecasts): Float64Array {
  const { levels, quantilesApr, realisedApr } = forecasts;
  return Float64Array.from(levels, (_level, k) => {
    let below = 0;
    for (let row = 0; row < realisedApr.length; row++) {
      if ((realisedApr[row] as number) <= (quantilesApr[row * levels.length + k] as number)) below += 1;
    }
    return below / realisedApr.length;
  });
}
