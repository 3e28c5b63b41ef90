import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Stage } from "../stage.ts";
import { TrialFailedError } from "./errors.ts";
import { pointText, type TrialJob } from "./grid.ts";
import type { Trial } from "./trial.ts";

/** What a thread says of the job it was posted. */
export type ThreadReport =
  | { readonly trial: Trial }
  /** An error that crosses threads loses its class. */
  | { readonly failure: { readonly message: string; readonly remedy: string } };

/** A thread ended, or broke, before its job was done: another may have more luck. */
export class ThreadDied extends Error {}

/** A thread of its own, that has a stage and runs one job after the other. */
export interface TrialThread {
  /** @throws TrialFailedError, and ThreadDied: the next job is then run by a new thread. */
  run(job: TrialJob): Promise<Trial>;
  close(): Promise<void>;
}

/** What the threads run; tests have another. */
export const TRIAL_WORKER = new URL("./trialWorker.ts", import.meta.url);

/** @param stage In shared memory, or every thread has its own copy. */
export function openTrialThread(stage: Stage, script: URL = TRIAL_WORKER): TrialThread {
  let worker: Worker | null = null;
  return {
    async run(job) {
      worker ??= new Worker(script, { workerData: stage });
      const listening = new AbortController();
      const { signal } = listening;
      try {
        const answered = once(worker, "message", { signal });
        const ended = once(worker, "exit", { signal });
        worker.postMessage(job);
        const report: ThreadReport | null = await Promise.race([
          answered.then(([message]) => message as ThreadReport),
          ended.then(() => null),
        ]).catch((failure: unknown) => {
          worker = null;
          throw new ThreadDied(failure instanceof Error ? failure.message : String(failure));
        });
        if (report === null) {
          worker = null;
          throw new ThreadDied("its thread ended before it was done");
        }
        if ("failure" in report) throw new TrialFailedError(pointText(job.point), report.failure.message, report.failure.remedy);
        return report.trial;
      } finally {
        listening.abort();
      }
    },
    async close() {
      await worker?.terminate();
      worker = null;
    },
  };
}
