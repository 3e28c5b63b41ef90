import type { JudgedForecasts } from "../judged.ts";

/**
 * The pinball (quantile) loss: what a forecast of the quantile at `level` costs once the truth is known; its expectation is least at the
 * true quantile (Koenker and Bassett 1978, "Regression Quantiles").
 */
export function pinball(level: number, realised: number, quantile: number): number {
  const error = realised - quantile;
  return error >= 0 ? level * error : (level - 1) * error;
}

/** The mean pinball loss at each of the forecasts' levels, fractions a year. */
export function pinballLossByLevel(forecasts: JudgedForecasts): Float64Array {
  const { levels, quantilesApr, realisedApr } = forecasts;
  const losses = new Float64Array(levels.length);
  for (let row = 0; row < realisedApr.length; row++) {
    for (let k = 0; k < levels.length; k++) {
      losses[k] =
        (losses[k] as number) + pinball(levels[k] as number, realisedApr[row] as number, quantilesApr[row * levels.length + k] as number);
    }
  }
  return losses.map((loss) => loss / realisedApr.length);
}

/** The mean pinball loss over all levels, each weighing the same. */
export function pinballLoss(forecasts: JudgedForecasts): number {
  return pinballLossByLevel(forecasts).reduce((sum, loss) => sum + loss, 0) / forecasts.levels.length;
}
