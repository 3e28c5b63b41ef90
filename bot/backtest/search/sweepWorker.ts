import { setTimeout as sleep } from "node:timers/promises";
import { askedJob, keepFailure, keepTrial, waitingStages } from "../../store/sweepJobs.ts";
import type { Stage } from "../stage.ts";
import { OtherPastError, TrialFailedError } from "./errors.ts";
import type { TrialJob } from "./grid.ts";
import type { Claim } from "./jobQueue.ts";
import { inSharedMemory } from "./sharedMemory.ts";
import { LOOK_MILLISECONDS, type SweepExchange, takeFromTheDead } from "./sharedSweep.ts";
import { type StageSource, stageFor } from "./stages.ts";
import type { Trial } from "./trial.ts";
import { openTrialThread, ThreadDied, TRIAL_WORKER, type TrialThread } from "./trialThread.ts";

export interface SweepWork {
  readonly exchange: SweepExchange;
  /** What this worker's jobs stand on: those of another ground are left to others. */
  readonly ground: string;
  readonly source: StageSource;
  readonly threads: number;
  /** Whether to go home when nothing is left to do, or to wait for more. */
  readonly untilIdle: boolean;
  readonly onTrial: (trial: Trial) => void;
  readonly signal: AbortSignal;
  readonly script?: URL;
}

/**
 * Takes jobs from the queue and runs them in threads, stage by stage, until it is stopped (or nothing is left); then what is not finished is put
 * back. While a thread computes, this one gives signs of life.
 *
 * @throws OtherPastError when at its begin all that waits is of another past; what `prepareStage` throws.
 */
export async function workOnSweeps(work: SweepWork): Promise<void> {
  const { exchange, ground, signal, untilIdle } = work;
  const stages = new Map<string, Stage>();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const waiting = await waitingStages(exchange.db);
    const own = waiting.filter((one) => one.ground === ground);
    if (own.length === 0 && isFirst && waiting.length > 0) {
      const jobs = waiting.reduce((sum, one) => sum + one.jobs, 0);
      throw new OtherPastError(jobs, ground, [...new Set(waiting.map((one) => one.ground))]);
    }
    if (own.length === 0 && untilIdle) return;
    await takeFromTheDead(
      exchange,
      own.map(({ stage }) => stage),
    );
    let found = false;
    for (const { stage: stageId, job } of own) {
      if (signal.aborted || !(await exchange.queue.hasWaiting(stageId))) continue;
      found = true;
      // Prepared before a job is taken: preparing may take minutes, without a sign of life.
      const stage = stages.get(stageId) ?? inSharedMemory(await stageFor(job as TrialJob, work.source));
      stages.clear();
      stages.set(stageId, stage);
      await workOnStage(stageId, stage, work);
    }
    if (!found) await sleep(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

async function workOnStage(stageId: string, stage: Stage, work: SweepWork): Promise<void> {
  const { queue } = work.exchange;
  const threads = Array.from({ length: work.threads }, () => openTrialThread(stage, work.script ?? TRIAL_WORKER));
  const closeAll = () => void Promise.all(threads.map((thread) => thread.close()));
  work.signal.addEventListener("abort", closeAll);
  const lane = async (thread: TrialThread) => {
    while (!work.signal.aborted) {
      const claim = await queue.take(stageId);
      if (claim === null) return;
      await settle(stageId, claim, thread, work);
    }
  };
  try {
    const ended = await Promise.allSettled(threads.map(lane));
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  } finally {
    work.signal.removeEventListener("abort", closeAll);
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** Runs one claimed job and keeps what comes of it before the claim is given up: killed in between, the next who takes it finds it done. */
async function settle(stageId: string, claim: Claim, thread: TrialThread, { exchange, onTrial, signal }: SweepWork): Promise<void> {
  const { db, queue } = exchange;
  const asked = await askedJob(db, claim.jobId);
  if (asked === null || asked.isDone) return queue.finish(stageId, claim);
  const signsOfLife = setInterval(
    // A sign that could not be given is given again by the next.
    () => void queue.keep(stageId, claim).catch(() => undefined),
    (queue.heartbeatSeconds * 1000) / 4,
  );
  try {
    const trial = await thread.run(asked.job as TrialJob);
    await keepTrial(db, claim.jobId, trial);
    await queue.finish(stageId, claim);
    onTrial(trial);
  } catch (error) {
    if (signal.aborted) return await queue.putBack(stageId, claim);
    if (error instanceof ThreadDied) return await queue.lose(stageId, claim);
    if (!(error instanceof TrialFailedError)) throw error;
    await keepFailure(db, [claim.jobId], error.reason);
    await queue.finish(stageId, claim);
  } finally {
    clearInterval(signsOfLife);
  }
}
