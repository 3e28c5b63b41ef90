import type { UnixSeconds } from "../../core/units.ts";
import type { Performance } from "../metrics/performance.ts";
import { isoTime } from "../report/figureText.ts";
import type { Sweep, SweepPoint, TrialJob } from "./grid.ts";
import { type Criterion, type RankedTrial, ranked } from "./ranking.ts";
import type { Trial } from "./trial.ts";
import type { WalkForwardOptimisation } from "./walkForwardOptimisation.ts";

/** What a sweep found. */
export interface SweepResult {
  readonly sweep: Sweep;
  readonly isSynthetic: boolean;
  readonly criterion: Criterion;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  /** In the order of the grid. */
  readonly trials: readonly Trial[];
  /** The best first. */
  readonly ranked: readonly RankedTrial[];
  readonly walkForward: WalkForwardOptimisation | null;
}

export interface FinishedSweep extends Omit<SweepResult, "ranked" | "fromSeconds" | "toSeconds"> {
  readonly jobs: readonly TrialJob[];
}

export function sweepResult({ jobs, ...finished }: FinishedSweep): SweepResult {
  const { timeSeconds } = (finished.trials[0] as Trial).growth;
  return {
    ...finished,
    fromSeconds: timeSeconds[0] as number,
    toSeconds: timeSeconds.at(-1) as number,
    ranked: ranked(jobs, finished.trials, finished.criterion),
  };
}

/** What `keeper sweep --json` says; returns are fractions, times ISO 8601. A figure that is null cannot be told. */
export interface SweepJson {
  readonly from: string;
  readonly to: string;
  /** A made-up past: nothing of it happened. */
  readonly synthetic: boolean;
  readonly contender: string;
  readonly trials: number;
  /** The best first. */
  readonly points: readonly {
    readonly point: SweepPoint;
    readonly netReturn: number;
    readonly annualisedReturn: number | null;
    readonly sharpe: number | null;
    readonly deflatedSharpe: number | null;
    readonly maxDrawdown: number;
    readonly rebalances: number;
    readonly costsUsd: number;
  }[];
  readonly walkForward: WalkForwardJson | null;
}

export interface WalkForwardJson extends Pick<Performance, "netReturn" | "annualisedReturn" | "sharpe" | "deflatedSharpe"> {
  readonly from: string;
  readonly to: string;
  readonly trainMonths: number;
  readonly testMonths: number;
  /** What points were chosen by; the figures below are of it. */
  readonly criterion: Criterion;
  readonly bestFixed: { readonly point: SweepPoint; readonly figure: number | null };
  readonly medianFixed: number | null;
  readonly windows: readonly {
    readonly from: string;
    readonly to: string;
    readonly point: SweepPoint;
    readonly inSample: number | null;
    readonly outOfSample: number | null;
  }[];
}

export function sweepJson(result: SweepResult): SweepJson {
  return {
    from: isoTime(result.fromSeconds),
    to: isoTime(result.toSeconds),
    synthetic: result.isSynthetic,
    contender: result.sweep.contender,
    trials: result.trials.length,
    points: result.ranked.map(({ job, trial, deflatedSharpe }) => ({
      point: job.point,
      netReturn: trial.netReturn,
      annualisedReturn: trial.annualisedReturn,
      sharpe: trial.sharpe,
      deflatedSharpe,
      maxDrawdown: trial.maxDrawdown,
      rebalances: trial.rebalances,
      costsUsd: trial.gasUsd + trial.conversionUsd,
    })),
    walkForward: result.walkForward === null ? null : walkForwardJson(result.walkForward),
  };
}

function walkForwardJson({ plan, windows, performance, bestFixed, medianFixed }: WalkForwardOptimisation): WalkForwardJson {
  const { netReturn, annualisedReturn, sharpe, deflatedSharpe, startSeconds, endSeconds } = performance;
  return {
    from: isoTime(startSeconds),
    to: isoTime(endSeconds),
    ...plan,
    netReturn,
    annualisedReturn,
    sharpe,
    deflatedSharpe,
    bestFixed,
    medianFixed,
    windows: windows.map(({ fromSeconds, toSeconds, point, inSample, outOfSample }) => ({
      from: isoTime(fromSeconds),
      to: isoTime(toSeconds),
      point,
      inSample,
      outOfSample,
    })),
  };
}
