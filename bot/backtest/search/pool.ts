import { groupBy } from "../../predict/live/groupBy.ts";
import type { Stage } from "../stage.ts";
import { SweepStoppedError, TrialAbandonedError } from "./errors.ts";
import { pointText, type TrialJob } from "./grid.ts";
import { inSharedMemory } from "./sharedMemory.ts";
import { type StageSource, stageFor, stageIdOf } from "./stages.ts";
import type { Trial } from "./trial.ts";
import { openTrialThread, ThreadDied, TRIAL_WORKER, type TrialThread } from "./trialThread.ts";

export interface PoolRequest {
  readonly jobs: readonly TrialJob[];
  readonly ground: string;
  readonly source: StageSource;
  /** How many threads; one a processor is best. */
  readonly threads: number;
  /** Told of each trial as it is done, in any order. */
  readonly onTrial: (trial: Trial) => void;
  readonly signal: AbortSignal;
  readonly script?: URL;
}

/**
 * Runs jobs in threads, stage by stage: a stage is prepared once, by the caller's thread, and seen by all. Trials come in the order of the jobs and
 * are the same whatever the number of threads. A job whose thread dies is run once more, in another.
 *
 * @throws TrialFailedError, TrialAbandonedError naming the point; SweepStoppedError when the signal stops it; what `prepareStage` throws.
 */
export async function runInThreads(request: PoolRequest): Promise<readonly Trial[]> {
  const { jobs, ground, source } = request;
  const byStage = groupBy(jobs, (job) => stageIdOf(job, ground));
  const done = new Map<string, Trial>();
  const stopped = () => new SweepStoppedError(done.size, jobs.length, false);
  for (const ofStage of byStage.values()) {
    if (request.signal.aborted) throw stopped();
    const stage = inSharedMemory(await stageFor(ofStage[0] as TrialJob, source));
    await runOnStage(ofStage, stage, request, (trial) => {
      done.set(trial.jobId, trial);
      request.onTrial(trial);
    }).catch((error: unknown) => {
      throw request.signal.aborted ? stopped() : error;
    });
  }
  return jobs.map(({ id }) => done.get(id) as Trial);
}

async function runOnStage(
  jobs: readonly TrialJob[],
  stage: Stage,
  { threads: most, signal, script = TRIAL_WORKER }: PoolRequest,
  onTrial: (trial: Trial) => void,
): Promise<void> {
  const threads = Array.from({ length: Math.min(most, jobs.length) }, () => openTrialThread(stage, script));
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const closeAll = () => void Promise.all(threads.map((thread) => thread.close()));
  stop.addEventListener("abort", closeAll);
  const waiting = jobs.values();
  const lane = async (thread: TrialThread) => {
    for (const job of waiting) {
      stop.throwIfAborted();
      onTrial(await runTwiceAtMost(job, thread, stop));
    }
  };
  try {
    const lanes = threads.map((thread) =>
      lane(thread).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(lanes);
    // The first failure: those after it are of the stop.
    stop.throwIfAborted();
  } finally {
    stop.removeEventListener("abort", closeAll);
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

async function runTwiceAtMost(job: TrialJob, thread: TrialThread, stop: AbortSignal): Promise<Trial> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await thread.run(job);
    } catch (error) {
      stop.throwIfAborted();
      if (!(error instanceof ThreadDied)) throw error;
      if (attempt === 2) throw new TrialAbandonedError(pointText(job.point), error.message);
    }
  }
}
