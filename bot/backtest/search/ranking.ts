import { type Trials, trialsOf } from "../metrics/deflatedSharpe.ts";
import { performance } from "../metrics/performance.ts";
import type { ParameterSweep } from "../report/extras.ts";
import type { SweepAxis, TrialJob } from "./grid.ts";
import { pathOf, type Trial } from "./trial.ts";

/** What makes one trial better than another. */
export const CRITERIA = ["annualisedReturn", "sharpe"] as const;
export type Criterion = (typeof CRITERIA)[number];

/** A point with what came of it. */
export interface RankedTrial {
  readonly job: TrialJob;
  readonly trial: Trial;
  /** The probability that its true Sharpe ratio is above zero, given that it is one of so many trials; null where it cannot be told. */
  readonly deflatedSharpe: number | null;
}

/** The best first, what has no figure last; of equals the one that comes first in the grid. */
export function ranked(jobs: readonly TrialJob[], trials: readonly Trial[], criterion: Criterion): readonly RankedTrial[] {
  const counted = trialsCounted(trials);
  return jobs
    .map((job, i) => ({ job, trial: trials[i] as Trial }))
    .map(({ job, trial }) => ({ job, trial, deflatedSharpe: deflated(job, trial, counted) }))
    .toSorted((a, b) => compare(b.trial[criterion], a.trial[criterion]));
}

/** Every point counts as tried: N, and the variance of their Sharpe ratios. */
export function trialsCounted(trials: readonly Trial[]): Trials {
  return trialsOf(trials.map(({ dailySharpe }) => dailySharpe));
}

/** A sweep of two parameters as the heat map of a report; null for any other number of them, and where a value is "none". */
export function heatMapOf(axes: readonly SweepAxis[], trials: readonly Trial[], criterion: Criterion): ParameterSweep | null {
  const [y, x, ...others] = axes;
  if (x === undefined || y === undefined || others.length > 0) return null;
  const [rows, columns] = [numbersOf(y), numbersOf(x)];
  if (rows === null || columns === null) return null;
  return {
    title: criterion === "sharpe" ? "Sharpe ratio by parameters" : "Net return a year by parameters",
    x: { name: x.name, values: columns },
    y: { name: y.name, values: rows },
    value: rows.map((_, row) => columns.map((__, column) => trials[row * columns.length + column]?.[criterion] ?? null)),
    unit: criterion === "sharpe" ? "ratio" : "percent",
  };
}

function deflated({ spec }: TrialJob, trial: Trial, trials: Trials): number | null {
  return performance(pathOf(trial), { riskFreeApr: spec.riskFreeApr, benchmark: null, trials, bootstrap: null }).deflatedSharpe;
}

function compare(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null ? 1 : a - b;
}

function numbersOf({ values }: SweepAxis): readonly number[] | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === values.length ? numbers : null;
}
