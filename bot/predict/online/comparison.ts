import { type ScoredTrial, TRIAL_SECONDS } from "../../store/forecastTrials.ts";
import { pinball } from "../evaluate/metrics/pinballLoss.ts";
import { groupBy } from "../live/groupBy.ts";

/**
 * A two-sided test that a series of loss differentials has the mean zero (Diebold and Mariano 1995); the statistic is negative when the mean is.
 *
 * @param horizonSteps Differentials less than so many steps apart overlap.
 */
export type EqualAccuracyTest = (
  differential: Float64Array,
  horizonSteps: number,
) => { readonly statistic: number; readonly pValue: number };

/** How two models did where both forecast the same, at one horizon. */
export interface Comparison {
  readonly horizonSeconds: number;
  /** Forecasts that both made. */
  readonly pairs: number;
  /** Moments they were made at. */
  readonly moments: number;
  /** Mean pinball losses of what was published, a fraction a year. */
  readonly loss: number;
  readonly otherLoss: number;
  /** How likely a mean loss as much below the other's is by luck, one-sided; 1 where nothing can be told. */
  readonly pValue: number;
}

/**
 * Compares a model with another by trials of the same market, horizon and moment. Markets move together: the differences of one moment are
 * averaged, and count as one.
 *
 * @returns One comparison a horizon, ascending.
 */
export function compare(trials: readonly ScoredTrial[], others: readonly ScoredTrial[], test: EqualAccuracyTest): readonly Comparison[] {
  const otherByKey = new Map(others.map((trial) => [keyOf(trial), trial]));
  const pairs = trials.flatMap((trial) => {
    const other = otherByKey.get(keyOf(trial));
    return other === undefined ? [] : [{ trial, loss: pinballLoss(trial), otherLoss: pinballLoss(other) }];
  });
  return [...groupBy(pairs, ({ trial }) => trial.horizonSeconds)]
    .sort(([a], [b]) => a - b)
    .map(([horizonSeconds, ofHorizon]) => {
      const moments = [...groupBy(ofHorizon, ({ trial }) => trial.momentSeconds)].sort(([a], [b]) => a - b);
      const differential = Float64Array.from(moments, ([, ofMoment]) => mean(ofMoment.map((pair) => pair.loss - pair.otherLoss)));
      const { statistic, pValue } = test(differential, Math.max(1, Math.round(horizonSeconds / TRIAL_SECONDS)));
      const oneSided = statistic < 0 ? pValue / 2 : 1 - pValue / 2;
      return {
        horizonSeconds,
        pairs: ofHorizon.length,
        moments: moments.length,
        loss: mean(ofHorizon.map((pair) => pair.loss)),
        otherLoss: mean(ofHorizon.map((pair) => pair.otherLoss)),
        pValue: Number.isFinite(oneSided) ? oneSided : 1,
      };
    });
}

/** The mean pinball loss over a forecast's levels. */
function pinballLoss({ levels, publishedApr, realisedApr }: ScoredTrial): number {
  return mean(levels.map((level, i) => pinball(level, realisedApr, publishedApr[i] as number)));
}

function keyOf({ marketId, horizonSeconds, madeAtSeconds }: ScoredTrial): string {
  return `${horizonSeconds} ${madeAtSeconds} ${marketId}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
