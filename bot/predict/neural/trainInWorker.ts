import { Worker } from "node:worker_threads";
import type { QuantileModel, TrainingProgress, TrainingSettings } from "../learned/quantileModel.ts";
import type { TrainingBatch } from "../learned/samples.ts";
import { neuralKind } from "./neuralKind.ts";
import type { NeuralSettings } from "./settings.ts";
import { DivergedTrainingError } from "./training/divergedTrainingError.ts";
import { shared } from "./training/sharedBatch.ts";

/** A training to be done in a thread of its own. */
export interface TrainingJob extends TrainingSettings {
  /** Of the kind, as "bilstm". */
  readonly name: string;
  readonly settings: NeuralSettings;
  readonly training: TrainingBatch;
  readonly validation: TrainingBatch;
}

/** What the thread is given: all of a job that is not a function. */
export type TrainingOrder = Omit<TrainingJob, "onProgress" | "stop">;

export type WorkerReport =
  | { readonly progress: TrainingProgress }
  | { readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly divergedInEpoch: number };

/**
 * Trains a network in a worker thread, so that the keeper goes on meanwhile, or several train at once.
 *
 * @throws DivergedTrainingError when the gradient is not a number any more, and the reason of `stop` when it asks to stop.
 */
export async function trainInWorker({ onProgress, stop, ...job }: TrainingJob): Promise<QuantileModel> {
  stop?.throwIfAborted();
  const order: TrainingOrder = { ...job, training: shared(job.training), validation: shared(job.validation) };
  const worker = new Worker(new URL("./training/trainingWorker.ts", import.meta.url), { workerData: order });
  const askToStop = () => worker.postMessage("stop");
  stop?.addEventListener("abort", askToStop);
  try {
    const files = await new Promise<ReadonlyMap<string, Uint8Array>>((resolve, reject) => {
      worker.on("message", (report: WorkerReport) => {
        if ("files" in report) resolve(report.files);
        else if ("divergedInEpoch" in report) reject(new DivergedTrainingError(report.divergedInEpoch));
        else onProgress(report.progress);
      });
      worker.once("error", (failure) => reject(stop?.aborted ? stop.reason : failure));
      worker.once("exit", (code) => reject(new Error(`the training thread ended with exit code ${code} before it was done`)));
    });
    return neuralKind(job.name, job.settings).load(files);
  } finally {
    stop?.removeEventListener("abort", askToStop);
    await worker.terminate();
  }
}

/**
 * Trains several networks, seeds or folds, at most `parallel` at a time; one thread a processor is best, since each uses one. If one
 * fails, no more are begun and those under way are stopped.
 *
 * @returns The models in the order of the jobs.
 */
export async function trainMany(jobs: readonly TrainingJob[], parallel: number): Promise<readonly QuantileModel[]> {
  const failed = new AbortController();
  const models: QuantileModel[] = [];
  const waiting = jobs.entries();
  const takeJobs = async () => {
    for (const [index, job] of waiting) {
      const stop = job.stop === undefined ? failed.signal : AbortSignal.any([job.stop, failed.signal]);
      models[index] = await trainInWorker({ ...job, stop });
    }
  };
  const lanes = Array.from({ length: Math.min(parallel, jobs.length) }, () =>
    takeJobs().catch((failure) => {
      failed.abort(failure);
      throw failure;
    }),
  );
  const failure = (await Promise.allSettled(lanes)).find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failed.signal.reason;
  return models;
}
