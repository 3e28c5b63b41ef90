import { contenderByName } from "../contenders.ts";
import { dailyGrowth } from "../metrics/daily.ts";
import type { NavPath } from "../metrics/navPath.ts";
import { performance } from "../metrics/performance.ts";
import { runContender } from "../runBacktest.ts";
import { policyOf, type Stage } from "../stage.ts";
import type { TrialJob } from "./grid.ts";

/** What came of one job: plain JSON. Returns are net of all costs, fractions; null is "not known", for too few days. */
export interface Trial {
  readonly jobId: string;
  readonly netReturn: number;
  readonly annualisedReturn: number | null;
  readonly sharpe: number | null;
  readonly dailySharpe: number | null;
  /** A fraction of the highest value before it. */
  readonly maxDrawdown: number;
  readonly rebalances: number;
  readonly gasUsd: number;
  readonly conversionUsd: number;
  /** What one unit of capital had grown to at the start, at every midnight (UTC) and at the end. */
  readonly growth: {
    readonly timeSeconds: readonly number[];
    readonly growth: readonly number[];
  };
}

/** Runs a job on its stage: the same stage and job give the same trial, whoever runs it. */
export function runTrial(job: TrialJob, stage: Stage): Trial {
  const { spec } = job;
  const run = runContender(spec, { ...stage, policy: policyOf(spec) }, contenderByName(job.contender), () => undefined);
  const judged = performance(run, { riskFreeApr: spec.riskFreeApr, benchmark: null, trials: null, bootstrap: null });
  const { timeSeconds, growth } = dailyGrowth(run);
  return {
    jobId: job.id,
    netReturn: judged.netReturn,
    annualisedReturn: judged.annualisedReturn,
    sharpe: judged.sharpe,
    dailySharpe: judged.dailySharpe,
    maxDrawdown: judged.maxDrawdown.depth,
    rebalances: run.rebalances.length,
    gasUsd: run.costs.gasUsd,
    conversionUsd: run.costs.conversionUsd,
    growth: { timeSeconds: [...timeSeconds], growth: [...growth] },
  };
}

/** The trial's growth as a path that can be judged again: between two times if they are given, both included. */
export function pathOf(
  { growth }: Pick<Trial, "growth">,
  fromSeconds = Number.NEGATIVE_INFINITY,
  toSeconds = Number.POSITIVE_INFINITY,
): NavPath {
  const places = growth.timeSeconds.flatMap((time, i) => (time >= fromSeconds && time <= toSeconds ? [i] : []));
  return {
    timeSeconds: Float64Array.from(places, (i) => growth.timeSeconds[i] as number),
    navUsd: Float64Array.from(places, (i) => growth.growth[i] as number),
    flowUsd: new Float64Array(places.length),
  };
}
