import type { JudgedForecasts } from "../judged.ts";
import { groupRows } from "../rows.ts";
import { twoSidedPValue } from "./studentT.ts";

/** Whether two forecasts differ by more than luck. */
export interface DieboldMariano {
  /** Negative: the model's loss is the smaller one. NaN when there is nothing to tell apart. */
  readonly statistic: number;
  /** Two-sided, of Student's t with moments − 1 degrees of freedom. */
  readonly pValue: number;
  /** Mean of |error of the model| − |error of persistence|, a fraction a year. */
  readonly meanDifferential: number;
  readonly moments: number;
}

/**
 * The test of Diebold and Mariano (1995, "Comparing predictive accuracy") of the model against persistence, on absolute errors.
 *
 * Markets move together, so that their forecasts of one moment are not many independent ones: the differential is first averaged over the
 * markets of each moment. Forecasts whose horizons overlap repeat each other: the variance is that of Newey and West (1987), with as
 * many lags as moments fit into the rest of a horizon, and the statistic is corrected for small samples as by Harvey, Leybourne and
 * Newbold (1997). Where moments are missing, lags reach further in time than needed, which errs on the safe side.
 */
export function dieboldMariano(forecasts: JudgedForecasts): DieboldMariano {
  const moments = [...groupRows(forecasts, (row) => forecasts.madeAtSeconds[row] as number)].toSorted(([a], [b]) => a - b);
  const differential = Float64Array.from(
    moments,
    ([, rows]) => rows.reduce((sum, row) => sum + differentialOf(forecasts, row), 0) / rows.length,
  );
  const stepSeconds = usualStep(moments.map(([timeSeconds]) => timeSeconds));
  return equalAccuracy(differential, Math.max(1, Math.round(forecasts.horizonSeconds / stepSeconds)));
}

/**
 * The test on a series of loss differentials.
 *
 * @param horizonSteps The horizon in steps of the series: differentials less than this apart overlap.
 */
export function equalAccuracy(differential: Float64Array, horizonSteps: number): DieboldMariano {
  const n = differential.length;
  const mean = differential.reduce((sum, value) => sum + value, 0) / n;
  const none = { statistic: Number.NaN, pValue: Number.NaN, meanDifferential: mean, moments: n };
  const steps = Math.min(horizonSteps, Math.floor(n / 2));
  if (steps < 1) return none;
  const variance = longRunVariance(differential, mean, steps - 1) / n;
  if (!(variance > 0)) return none;
  const smallSample = Math.sqrt((n + 1 - 2 * steps + (steps * (steps - 1)) / n) / n);
  const statistic = (smallSample * mean) / Math.sqrt(variance);
  return { statistic, pValue: twoSidedPValue(statistic, n - 1), meanDifferential: mean, moments: n };
}

/** γ₀ + 2 Σ (1 − k / (lags + 1)) γₖ: Bartlett's weights keep it from being negative. */
function longRunVariance(values: Float64Array, mean: number, lags: number): number {
  let variance = autocovariance(values, mean, 0);
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * autocovariance(values, mean, lag);
  return variance;
}

function autocovariance(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += ((values[i] as number) - mean) * ((values[i - lag] as number) - mean);
  return sum / values.length;
}

function differentialOf(forecasts: JudgedForecasts, row: number): number {
  const realised = forecasts.realisedApr[row] as number;
  return Math.abs(realised - (forecasts.pointApr[row] as number)) - Math.abs(realised - (forecasts.persistenceApr[row] as number));
}

/** The median distance between successive moments. */
function usualStep(ascendingSeconds: readonly number[]): number {
  const steps = ascendingSeconds.slice(1).map((seconds, i) => seconds - (ascendingSeconds[i] as number));
  return steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? Number.POSITIVE_INFINITY;
}
