import type { UnixSeconds } from "../../core/units.ts";
import type { DecisionPolicy } from "../../decide/policy.ts";
import { monthsLater } from "../../predict/evaluate/walkForward.ts";
import type { BacktestSpec } from "../backtest.ts";
import { contenderByName } from "../contenders.ts";
import { dailyGrowth } from "../metrics/daily.ts";
import type { NavPath } from "../metrics/navPath.ts";
import { type Performance, performance } from "../metrics/performance.ts";
import { runContender } from "../runBacktest.ts";
import { policyOf, type Stage } from "../stage.ts";
import { WalkForwardError } from "./errors.ts";
import type { SweepAxis, SweepPoint, TrialJob } from "./grid.ts";
import { isPolicyParameter } from "./parameters.ts";
import { type Criterion, trialsCounted } from "./ranking.ts";
import { pathOf, type Trial } from "./trial.ts";

/** How long each choice learns, and how long it then holds, in calendar months. */
export interface WalkForwardPlan {
  readonly trainMonths: number;
  readonly testMonths: number;
  readonly criterion: Criterion;
}

/** One choice, and what came of it. */
export interface WalkForwardWindow {
  readonly trainFromSeconds: UnixSeconds;
  /** The choice is made, and holds from here. */
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly point: SweepPoint;
  /** Of the chosen point in the time before, which it was chosen for; null for too few days. */
  readonly inSample: number | null;
  /** Of the vault that lived by the choices, in this window. */
  readonly outOfSample: number | null;
}

export interface WalkForwardOptimisation {
  readonly plan: WalkForwardPlan;
  readonly windows: readonly WalkForwardWindow[];
  /** Of the vault that lived by the choices, from the first to the end; its Sharpe ratio deflated by all points. */
  readonly performance: Performance;
  /** How many points were tried. */
  readonly trials: number;
  /** The best of the points that never change, over the same time: known only afterwards. */
  readonly bestFixed: { readonly point: SweepPoint; readonly figure: number | null };
  /** The figure of the middle point, which choosing must beat to be worth it. */
  readonly medianFixed: number | null;
}

export interface WalkForwardRequest {
  /** The base, which holds until the first choice. */
  readonly spec: BacktestSpec;
  readonly jobs: readonly TrialJob[];
  readonly trials: readonly Trial[];
  /** The one stage of all jobs. */
  readonly stage: Stage;
  readonly plan: WalkForwardPlan;
}

const DAY_SECONDS = 86_400;

/**
 * Only the keeper's policy can change on the way, and its horizon cannot: other forecasts would be needed.
 * @throws WalkForwardError
 */
export function refuseFixedParameters(axes: readonly SweepAxis[]): void {
  const fixed = axes.find(({ name }) => !isPolicyParameter(name) || name === "horizonSeconds");
  if (fixed === undefined) return;
  throw new WalkForwardError(
    `a vault cannot change its ${fixed.name} on the way`,
    "Walk forward over other settings of the policy, or leave --walk-forward out.",
  );
}

/**
 * Walk-forward optimisation (Pardo 2008, The Evaluation and Optimization of Trading Strategies, chapter 11): at each boundary the point is chosen that
 * did best in the months before it, and holds until the next. One vault lives through all of it, its policy changing at the boundaries, so that
 * what a change costs is paid; until the first choice it follows the base, and that time is not judged.
 *
 * @throws WalkForwardError when the past is too short for a single choice.
 */
export function walkForwardOptimisation(request: WalkForwardRequest): WalkForwardOptimisation {
  const { spec, jobs, trials, stage, plan } = request;
  const { riskFreeApr } = spec;
  const { timeSeconds } = stage.world;
  const spans = windowsOf(timeSeconds[0] as number, timeSeconds.at(-1) as number, plan);
  const chosen = spans.map((span) => choose(trials, span, riskFreeApr, plan.criterion));
  const base = policyOf(spec);
  const policies = jobs.map((job) => policyOf(job.spec));
  const policyAt = (atSeconds: UnixSeconds): DecisionPolicy => {
    const window = spans.findLastIndex((span) => span.fromSeconds <= atSeconds);
    return window < 0 ? base : (policies[chosen[window] as number] as DecisionPolicy);
  };
  const contender = contenderByName(jobs[0]?.contender ?? "");
  const run = runContender(spec, { ...stage, policy: base }, contender, () => undefined, policyAt);
  const lived = dailyGrowth(run);
  const livedTrial = { growth: { timeSeconds: [...lived.timeSeconds], growth: [...lived.growth] } };
  const first = spans[0] as WalkForwardSpan;
  const figure = (trial: Pick<Trial, "growth">, fromSeconds: UnixSeconds, toSeconds?: UnixSeconds) =>
    figureOf(pathOf(trial, fromSeconds, toSeconds), riskFreeApr, plan.criterion);
  const fixed = trials.map((trial) => figure(trial, first.fromSeconds));
  const best = indexOfBest(fixed);
  return {
    plan,
    windows: spans.map((span, i) => {
      const choice = chosen[i] as number;
      return {
        ...span,
        point: (jobs[choice] as TrialJob).point,
        inSample: figure(trials[choice] as Trial, span.trainFromSeconds, span.fromSeconds),
        outOfSample: figure(livedTrial, span.fromSeconds, span.toSeconds),
      };
    }),
    performance: performance(pathOf(livedTrial, first.fromSeconds), {
      riskFreeApr,
      benchmark: null,
      trials: trialsCounted(trials),
      bootstrap: null,
    }),
    trials: trials.length,
    bestFixed: { point: (jobs[best] as TrialJob).point, figure: fixed[best] ?? null },
    medianFixed: median(fixed),
  };
}

export type WalkForwardSpan = Pick<WalkForwardWindow, "trainFromSeconds" | "fromSeconds" | "toSeconds">;

/**
 * Windows one after the other, on midnights (UTC), each with the months before it; the last ends with the past and may be shorter.
 * @throws WalkForwardError when there is none.
 */
export function windowsOf(
  firstSeconds: UnixSeconds,
  lastSeconds: UnixSeconds,
  { trainMonths, testMonths }: Pick<WalkForwardPlan, "trainMonths" | "testMonths">,
): readonly WalkForwardSpan[] {
  const begin = Math.ceil(firstSeconds / DAY_SECONDS) * DAY_SECONDS;
  const spans: WalkForwardSpan[] = [];
  for (let number = 0; ; number++) {
    const fromSeconds = monthsLater(begin, trainMonths + number * testMonths);
    if (fromSeconds + DAY_SECONDS > lastSeconds) break;
    spans.push({
      trainFromSeconds: monthsLater(begin, number * testMonths),
      fromSeconds,
      toSeconds: Math.min(lastSeconds, monthsLater(begin, trainMonths + (number + 1) * testMonths)),
    });
  }
  if (spans.length === 0) {
    throw new WalkForwardError(
      `${trainMonths} months to learn from leave none to try the choice in`,
      "Play back a longer time, or give fewer months before the colon of --walk-forward.",
    );
  }
  return spans;
}

/** The number of the trial that did best before a window: nothing of the window itself is looked at. Of equals the first. */
export function choose(
  trials: readonly Pick<Trial, "growth">[],
  { trainFromSeconds, fromSeconds }: Pick<WalkForwardSpan, "trainFromSeconds" | "fromSeconds">,
  riskFreeApr: number,
  criterion: Criterion,
): number {
  return indexOfBest(trials.map((trial) => figureOf(pathOf(trial, trainFromSeconds, fromSeconds), riskFreeApr, criterion)));
}

function figureOf(path: NavPath, riskFreeApr: number, criterion: Criterion): number | null {
  return performance(path, { riskFreeApr, benchmark: null, trials: null, bootstrap: null })[criterion];
}

function indexOfBest(figures: readonly (number | null)[]): number {
  let best = 0;
  figures.forEach((figure, i) => {
    if (figure !== null && figure > (figures[best] ?? Number.NEGATIVE_INFINITY)) best = i;
  });
  return best;
}

function median(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null).toSorted((a, b) => a - b);
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
