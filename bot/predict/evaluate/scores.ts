import type { JudgedForecasts } from "./judged.ts";
import { continuousRankedProbabilityScore } from "./metrics/continuousRankedProbabilityScore.ts";
import { coverage80 } from "./metrics/coverage.ts";
import { dieboldMariano } from "./metrics/dieboldMariano.ts";
import { intervalWidth } from "./metrics/intervalWidth.ts";
import { meanAbsoluteError } from "./metrics/meanAbsoluteError.ts";
import { meanAbsoluteScaledError } from "./metrics/meanAbsoluteScaledError.ts";
import { pinballLoss } from "./metrics/pinballLoss.ts";
import { pinballRatio } from "./metrics/pinballRatio.ts";
import { relativeMeanAbsoluteError } from "./metrics/relativeMeanAbsoluteError.ts";
import { rootMeanSquareError } from "./metrics/rootMeanSquareError.ts";

/** Everything forecasts are judged by. Errors, losses and widths are fractions a year; the rest has no unit. */
export interface Scores {
  readonly mae: number;
  readonly rmse: number;
  readonly mase: number;
  readonly relativeMae: number;
  readonly pinball: number;
  readonly pinballRatio: number;
  readonly coverage80: number;
  readonly intervalWidth: number;
  readonly crps: number;
  readonly dieboldMariano: number;
  readonly pValue: number;
}

export const SCORE_NAMES = [
  "mae",
  "rmse",
  "mase",
  "relativeMae",
  "pinball",
  "pinballRatio",
  "coverage80",
  "intervalWidth",
  "crps",
  "dieboldMariano",
  "pValue",
] as const satisfies readonly (keyof Scores)[];

/** @param yardstick Persistence with its own errors on the same rows. */
export function scoresOf(forecasts: JudgedForecasts, yardstick: JudgedForecasts): Scores {
  const { statistic, pValue } = dieboldMariano(forecasts);
  return {
    mae: meanAbsoluteError(forecasts),
    rmse: rootMeanSquareError(forecasts),
    mase: meanAbsoluteScaledError(forecasts),
    relativeMae: relativeMeanAbsoluteError(forecasts),
    pinball: pinballLoss(forecasts),
    pinballRatio: pinballRatio(forecasts, yardstick),
    coverage80: coverage80(forecasts),
    intervalWidth: intervalWidth(forecasts),
    crps: continuousRankedProbabilityScore(forecasts),
    dieboldMariano: statistic,
    pValue,
  };
}

/** The mean of each score over several runs. */
export function meanScores(runs: readonly Scores[]): Scores {
  return overRuns(runs, mean);
}

/** The standard deviation of each score over several runs (n − 1); null for one run. */
export function scoresDeviation(runs: readonly Scores[]): Scores | null {
  if (runs.length < 2) return null;
  return overRuns(runs, (values) => {
    const middle = mean(values);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function overRuns(runs: readonly Scores[], summary: (values: readonly number[]) => number): Scores {
  const entries = SCORE_NAMES.map((name) => [name, summary(runs.map((run) => run[name]))] as const);
  return Object.fromEntries(entries) as Record<keyof Scores, number>;
}
