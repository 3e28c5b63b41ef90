import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { ModelKind, QuantileModel } from "../learned/quantileModel.ts";
import type { TrainingBatch } from "../learned/samples.ts";
import type { NeuralKind } from "../neural/neuralKind.ts";
import { trainInWorker } from "../neural/trainInWorker.ts";
import { lanes } from "./lanes.ts";
import type { Trainer } from "./outOfFold.ts";

/**
 * Trains here or in a worker thread, whichever the kind wants. With a folder, what was trained is kept there and a training that was killed
 * goes on from its last checkpoint; what belongs to other data or settings is not used.
 */
export function trainerWith(checkpointFolder: string | null, stop?: AbortSignal): Trainer {
  const lane = lanes(availableParallelism());
  return async (kind, training, validation, { name, seed, onProgress }) => {
    const folder =
      checkpointFolder === null ? null : path.join(checkpointFolder, `${name}-${fingerprint(kind, training, validation, seed)}`);
    if (folder !== null && existsSync(folder)) return kind.load(await readFiles(folder));
    const settings = { seed, onProgress, ...(stop === undefined ? {} : { stop }) };
    // Networks train in threads of their own: TensorFlow.js keeps one busy for minutes at a time.
    const checkpoints = folder === null ? null : `${folder}.checkpoint`;
    const model = await (isNeural(kind)
      ? lane(() =>
          trainInWorker({ ...settings, name: kind.name, settings: kind.settings, training, validation, checkpointFolder: checkpoints }),
        )
      : kind.train(training, validation, { ...settings, checkpointFolder: checkpoints }));
    if (folder !== null) await writeFiles(folder, model);
    return model;
  };
}

function isNeural(kind: ModelKind): kind is NeuralKind {
  return "isNeural" in kind;
}

function fingerprint(kind: ModelKind, training: TrainingBatch, validation: TrainingBatch, seed: number): string {
  const hash = createHash("sha256").update(JSON.stringify([kind.name, seed, kind.settings, training.featureNames]));
  for (const { features, window, targets, weights } of [training, validation]) {
    for (const { buffer, byteOffset, byteLength } of [features, window.values, targets, weights]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(folder);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)));
}

async function writeFiles(folder: string, model: QuantileModel): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  for (const [name, bytes] of model.files()) await writeFile(path.join(draft, name), bytes);
  await rename(draft, folder);
}
