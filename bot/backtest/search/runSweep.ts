import type { Store } from "../../store/connection.ts";
import { type Sweep, type TrialJob, trialJobs } from "./grid.ts";
import { groundOf } from "./ground.ts";
import { openJobQueue } from "./jobQueue.ts";
import { runInThreads } from "./pool.ts";
import type { Criterion } from "./ranking.ts";
import { askForSweep, awaitSweep } from "./sharedSweep.ts";
import { type StageSource, stageFor } from "./stages.ts";
import { type SweepResult, sweepResult } from "./sweepResult.ts";
import { workOnSweeps } from "./sweepWorker.ts";
import type { Trial } from "./trial.ts";
import { refuseFixedParameters, type WalkForwardPlan, walkForwardOptimisation } from "./walkForwardOptimisation.ts";

export interface SweepRequest {
  readonly sweep: Sweep;
  readonly source: StageSource;
  readonly threads: number;
  /** Where the work is shared and kept; null does it here, in threads. */
  readonly store: Pick<Store, "db" | "pool"> | null;
  /** Null walks through nothing. */
  readonly plan: WalkForwardPlan | null;
  readonly criterion: Criterion;
  readonly onProgress: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/**
 * A whole sweep, and the walk through it if one is asked for. What comes of it depends on the past and the settings alone: not on threads, machines or
 * what was interrupted.
 *
 * @throws ParameterError, WalkForwardError before anything is run; as `runInThreads` and `awaitSweep`.
 */
export async function runSweep(request: SweepRequest): Promise<SweepResult> {
  const { sweep, source, plan, criterion, store } = request;
  if (plan !== null) refuseFixedParameters(sweep.axes);
  const ground = groundOf(source.past, source.deps);
  const jobs = trialJobs(sweep, ground);
  const trials = await (store === null ? runHere(jobs, ground, request) : runShared(jobs, ground, store, request));
  return sweepResult({
    sweep,
    isSynthetic: source.past.isSynthetic,
    criterion,
    jobs,
    trials,
    walkForward:
      plan === null
        ? null
        : walkForwardOptimisation({ spec: sweep.spec, jobs, trials, stage: await stageFor(jobs[0] as TrialJob, source), plan }),
  });
}

function runHere(
  jobs: readonly TrialJob[],
  ground: string,
  { source, threads, onProgress, signal }: SweepRequest,
): Promise<readonly Trial[]> {
  let done = 0;
  return runInThreads({
    jobs,
    ground,
    source,
    threads,
    onTrial: () => {
      done += 1;
      onProgress(done, jobs.length);
    },
    signal,
  });
}

/** Waits for the sweep, and works on it meanwhile. */
async function runShared(
  jobs: readonly TrialJob[],
  ground: string,
  { db, pool }: Pick<Store, "db" | "pool">,
  { source, threads, onProgress, signal }: SweepRequest,
): Promise<readonly Trial[]> {
  const queue = await openJobQueue(pool);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  try {
    const exchange = { db, queue };
    await askForSweep(exchange, jobs, ground);
    const working =
      threads === 0
        ? Promise.resolve()
        : workOnSweeps({ exchange, ground, source, threads, untilIdle: false, onTrial: () => undefined, signal: until });
    const waiting = awaitSweep(exchange, { jobs, ground, onProgress: (done) => onProgress(done, jobs.length), signal: until });
    // Whichever fails ends the other; a worker that is stopped puts back what it has not finished.
    const end = (error: unknown) => {
      over.abort();
      throw error;
    };
    const [awaited, worked] = await Promise.allSettled([
      waiting.then((trials) => {
        over.abort();
        return trials;
      }, end),
      working.catch(end),
    ]);
    if (worked.status === "rejected") throw worked.reason;
    if (awaited.status === "rejected") throw awaited.reason;
    return awaited.value;
  } finally {
    await queue.close();
  }
}
