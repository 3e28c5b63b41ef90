import { parentPort, workerData } from "node:worker_threads";
import { neuralKind } from "../neuralKind.ts";
import type { TrainingOrder, WorkerReport } from "../trainInWorker.ts";
import { DivergedTrainingError } from "./divergedTrainingError.ts";

/** A thread that trains one network: it reports its progress and, at last, the network's files. Any message tells it to stop. */
const { name, settings, training, validation, seed, checkpointFolder } = workerData as TrainingOrder;
const stop = new AbortController();
parentPort?.once("message", () => stop.abort());
const report = (message: WorkerReport, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);

try {
  const model = await neuralKind(name, settings).train(training, validation, {
    seed,
    checkpointFolder,
    stop: stop.signal,
    onProgress: (progress) => report({ progress }),
  });
  const files = model.files();
  report(
    { files },
    [...files.values()].map(({ buffer }) => buffer as ArrayBuffer),
  );
} catch (failure) {
  // An error that crosses threads loses its class.
  if (!(failure instanceof DivergedTrainingError)) throw failure;
  report({ divergedInEpoch: failure.epoch });
}
parentPort?.close();
