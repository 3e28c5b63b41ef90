import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrainingBatch } from "../../learned/samples.ts";
import { bytesOf, floatsOf } from "../network/networkFiles.ts";
import type { RandomState } from "../seededRandom.ts";
import type { TrainingState } from "./trainingState.ts";

const CHECKPOINT_FILE = "training.checkpoint";

/** What stands before the arrays: all of equal length, in the order of `arraysOf`. Losses are null where NaN, which JSON has not. */
interface Header {
  readonly fingerprint: string;
  readonly epoch: number;
  readonly random: RandomState;
  readonly step: number;
  readonly trainingLoss: number | null;
  readonly validationLoss: number | null;
  readonly bestEpoch: number;
  readonly bestValidationLoss: number | null;
}

/**
 * Where one training keeps what it goes on from if it is killed. The file is replaced in one go: a kill leaves the one before.
 *
 * @param fingerprint Of all that decides the result: a checkpoint of another training is not gone on from, but written over.
 */
export function checkpointIn(folder: string, fingerprint: string) {
  const file = join(folder, CHECKPOINT_FILE);
  return {
    async save(state: TrainingState): Promise<void> {
      const header = new TextEncoder().encode(JSON.stringify(headerOf(state, fingerprint)));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, header.length, true);
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.draft`, Buffer.concat([length, header, ...arraysOf(state).map(bytesOf)]), { flush: true });
      await rename(`${file}.draft`, file);
    },

    /** @returns undefined when there is none of this training. */
    async load(): Promise<TrainingState | undefined> {
      const bytes = await readFile(file).catch((failure: NodeJS.ErrnoException) => {
        if (failure.code === "ENOENT") return undefined;
        throw failure;
      });
      if (bytes === undefined) return undefined;
      const start = 4 + bytes.readUInt32LE(0);
      const header = JSON.parse(bytes.toString("utf8", 4, start)) as Header;
      return header.fingerprint === fingerprint ? stateOf(header, floatsOf(bytes.subarray(start))) : undefined;
    },
  };
}

/** SHA-256 of the settings and of all numbers trained and validated on. */
export function fingerprintOf(settings: object, batches: readonly TrainingBatch[]): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const { window, features, targets, weights } of batches) {
    for (const array of [window.values, features, targets, weights]) {
      hash.update(`${array.length} `).update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    }
  }
  return hash.digest("hex");
}

function headerOf({ epoch, random, adam, trainingLoss, validationLoss, best }: TrainingState, fingerprint: string): Header {
  const lossOrNull = (loss: number) => (Number.isNaN(loss) ? null : loss);
  return {
    fingerprint,
    epoch,
    random,
    step: adam.step,
    trainingLoss: lossOrNull(trainingLoss),
    validationLoss: lossOrNull(validationLoss),
    bestEpoch: best.epoch,
    bestValidationLoss: lossOrNull(best.validationLoss),
  };
}

const arraysOf = ({ weights, adam, best }: TrainingState) => [weights, adam.firstMoments, adam.secondMoments, best.weights];

function stateOf(header: Header, arrays: Float32Array): TrainingState {
  const size = arrays.length / 4;
  const array = (index: number) => arrays.slice(index * size, (index + 1) * size);
  return {
    epoch: header.epoch,
    random: header.random,
    weights: array(0),
    adam: { step: header.step, firstMoments: array(1), secondMoments: array(2) },
    trainingLoss: header.trainingLoss ?? Number.NaN,
    validationLoss: header.validationLoss ?? Number.NaN,
    best: { epoch: header.bestEpoch, validationLoss: header.bestValidationLoss ?? Number.NaN, weights: array(3) },
  };
}
