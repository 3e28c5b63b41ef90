import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import { groupBy } from "../../predict/live/groupBy.ts";
import type { Database } from "../../store/schema.ts";
import { askJobs, keepFailure, keptTrials, sweepState } from "../../store/sweepJobs.ts";
import { SweepStoppedError, TrialFailedError } from "./errors.ts";
import { pointText, type TrialJob } from "./grid.ts";
import type { JobQueue } from "./jobQueue.ts";
import { stageIdOf } from "./stages.ts";
import type { Trial } from "./trial.ts";

/** Where sweeps are shared: results in the keeper's tables, work in the queue. */
export interface SweepExchange {
  readonly db: Kysely<Database>;
  readonly queue: JobQueue;
}

/** Sleeps between looks: half a second, so that the end of a sweep is noticed at once. */
export const LOOK_MILLISECONDS = 500;
/** Looks between asking who is still alive. */
const LOOKS_PER_CARE = 6;

/** Said of a job that was lost twice. */
export const ABANDONED = "whoever ran it died, twice";

/** Asks for the trials of a sweep: those of which something has come already are not run again. Returns how many that are. */
export async function askForSweep({ db, queue }: SweepExchange, jobs: readonly TrialJob[], ground: string): Promise<number> {
  const withStage = jobs.map((job) => ({ id: job.id, ground, stage: stageIdOf(job, ground), job }));
  await askJobs(db, withStage);
  const kept = await keptTrials(
    db,
    jobs.map(({ id }) => id),
  );
  const missing = withStage.filter(({ id }) => !kept.has(id));
  for (const [stage, ofStage] of groupBy(missing, (one) => one.stage)) {
    await queue.add(
      stage,
      ofStage.map(({ id }) => id),
    );
  }
  return kept.size;
}

export interface AwaitedSweep {
  readonly jobs: readonly TrialJob[];
  readonly ground: string;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until workers, here or elsewhere, have run all of a sweep's jobs; trials come in the order of the jobs. Jobs of workers that died are given to
 * others meanwhile.
 *
 * @throws TrialFailedError naming the first job that failed; SweepStoppedError.
 */
export async function awaitSweep({ db, queue }: SweepExchange, sweep: AwaitedSweep): Promise<readonly Trial[]> {
  const { jobs, ground, onProgress, signal } = sweep;
  const ids = jobs.map(({ id }) => id);
  const stages = new Set(jobs.map((job) => stageIdOf(job, ground)));
  for (let look = 0; ; look++) {
    if (look % LOOKS_PER_CARE === 0) await takeFromTheDead({ db, queue }, stages);
    const { done, failed } = await sweepState(db, ids);
    onProgress(done);
    if (failed !== null) throw failureOf(jobs, failed);
    if (done === new Set(ids).size) break;
    if (signal.aborted) throw new SweepStoppedError(done, jobs.length, true);
    await sleep(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
  const kept = await keptTrials(db, ids);
  return ids.map((id) => kept.get(id) as Trial);
}

/** Lets others run the jobs of workers that died, and remembers those that were lost twice. */
export async function takeFromTheDead({ db, queue }: SweepExchange, stageIds: Iterable<string>): Promise<void> {
  for (const stageId of stageIds) await keepFailure(db, await queue.abandoned(stageId), ABANDONED);
}

function failureOf(jobs: readonly TrialJob[], { id, failure }: { readonly id: string; readonly failure: string }): TrialFailedError {
  const job = jobs.find((one) => one.id === id);
  return new TrialFailedError(
    pointText(job?.point ?? {}),
    failure,
    "Once that is mended, start the sweep again: what is done is not run again.",
  );
}
