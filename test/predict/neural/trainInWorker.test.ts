import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { neuralKind } from "../../../bot/predict/neural/neuralKind.ts";
import { BILSTM_DEFAULTS } from "../../../bot/predict/neural/settings.ts";
import { type TrainingJob, trainInWorker, trainMany } from "../../../bot/predict/neural/trainInWorker.ts";
import { DivergedTrainingError } from "../../../bot/predict/neural/training/divergedTrainingError.ts";
import { syntheticBatch } from "./syntheticBatch.ts";

const settings = { ...BILSTM_DEFAULTS, encoder: { kind: "bilstm", units: [4] }, epochs: 2 } as const;
const training = syntheticBatch(1, { count: 100 });
const validation = syntheticBatch(2, { count: 50 });

function job(given: Partial<TrainingJob> = {}): TrainingJob {
  return { name: "bilstm", settings, training, validation, seed: 1, checkpointFolder: null, onProgress: () => undefined, ...given };
}

const trainHere = (seed: number) => neuralKind("bilstm", settings).train(training, validation, job({ seed }));

describe("training in worker threads", () => {
  it("gives the same network as training here, and says how far it is", async () => {
    const fractions: number[] = [];
    const model = await trainInWorker(job({ onProgress: ({ fraction }) => fractions.push(fraction) }));
    expect(model.files()).deep.equal((await trainHere(1)).files());
    expect(fractions.at(-1)).equal(1);
  });

  it("goes on from a checkpoint that was made here", async () => {
    const folder = await mkdtemp(join(tmpdir(), "training-"));
    try {
      await neuralKind("bilstm", settings).train(training, validation, job({ checkpointFolder: folder }));
      const epochs: string[] = [];
      const model = await trainInWorker(job({ checkpointFolder: folder, onProgress: ({ step }) => epochs.push(step) }));
      expect(model.files()).deep.equal((await trainHere(1)).files());
      expect(epochs).deep.equal([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("trains many, each answer in its job's place, and leaves the callers' arrays alone", async () => {
    const models = await trainMany(
      [1, 2, 3].map((seed) => job({ seed })),
      2,
    );
    for (const [i, model] of models.entries()) expect(model.files()).deep.equal((await trainHere(i + 1)).files());
    expect(training.window.values.length).equal(100 * 7 * 4);
  });

  it("stops when it is asked to, with the reason it was given", async () => {
    const stopping = new AbortController();
    const reason = new Error("enough");
    const long = job({
      settings: { ...settings, epochs: 10_000, patience: 10_000 },
      stop: stopping.signal,
      onProgress: () => stopping.abort(reason),
    });
    expect(await trainInWorker(long).catch((failure) => failure)).equal(reason);
    expect(await trainInWorker(long).catch((failure) => failure)).equal(reason);
  });

  it("hands on what a training throws, and stops the others", async () => {
    const broken = { ...training, weights: new Float32Array(training.count).fill(Number.MAX_VALUE) };
    const long = job({ settings: { ...settings, epochs: 10_000, patience: 10_000 } });
    const failure = await trainMany([long, job({ training: broken }), long], 2).catch((thrown) => thrown);
    expect(failure).instanceOf(DivergedTrainingError);
  });
});
