import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { ModelKind, QuantileModel, TrainingProgress, TrainingSettings } from "../../../../bot/predict/learned/quantileModel.ts";
import { QUANTILE_LEVELS, type TrainingBatch } from "../../../../bot/predict/learned/samples.ts";
import { neuralKind } from "../../../../bot/predict/neural/neuralKind.ts";
import {
  BILSTM_7X4_DEFAULTS,
  BILSTM_DEFAULTS,
  type NeuralSettings,
  TRANSFORMER_DEFAULTS,
} from "../../../../bot/predict/neural/settings.ts";
import { expectNear } from "../../../near.ts";
import { syntheticBatch } from "../syntheticBatch.ts";

const SMALL = { epochs: 4, patience: 5, rowsPerEpoch: null, batchSize: 32, headUnits: 8, learningRate: 0.01 };
const smallKinds: readonly { readonly name: string; readonly settings: NeuralSettings }[] = [
  { name: "bilstm", settings: { ...BILSTM_DEFAULTS, ...SMALL, encoder: { kind: "bilstm", units: [6, 5] } } },
  { name: "bilstm-7x4", settings: { ...BILSTM_7X4_DEFAULTS, ...SMALL, encoder: { kind: "bilstm", units: [6] }, headUnits: 0 } },
  {
    name: "transformer",
    settings: {
      ...TRANSFORMER_DEFAULTS,
      ...SMALL,
      encoder: { kind: "transformer", layers: 2, modelSize: 8, heads: 2, feedForwardSize: 12 },
    },
  },
];

const training = syntheticBatch(1, { count: 160 });
const validation = syntheticBatch(2, { count: 100 });

function quietly(settings: Partial<TrainingSettings> = {}): TrainingSettings {
  return { seed: 1, checkpointFolder: null, onProgress: () => undefined, ...settings };
}

const bytesOf = (model: QuantileModel) =>
  Object.fromEntries([...model.files()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("hex")]));

/** As issued: mean over levels and known targets, by the rows' weights. */
function pinballLoss(answers: Float32Array, batch: TrainingBatch): number {
  let sum = 0;
  let total = 0;
  batch.targets.forEach((target, place) => {
    if (Number.isNaN(target)) return;
    const weight = batch.weights[Math.floor(place / batch.horizonsSeconds.length)] as number;
    QUANTILE_LEVELS.forEach((level, i) => {
      const error = Math.max(-5, Math.min(5, target)) - (answers[place * QUANTILE_LEVELS.length + i] as number);
      sum += weight * Math.max(level * error, (level - 1) * error);
      total += weight;
    });
  });
  return sum / total;
}

describe("training of neural networks", () => {
  for (const { name, settings } of smallKinds) {
    const kind = neuralKind(name, settings);

    describe(name, () => {
      const progress: TrainingProgress[] = [];
      let model: QuantileModel;
      before(async () => {
        model = await kind.train(training, validation, quietly({ onProgress: (made) => progress.push(made) }));
      });

      it("begins at persistence, and learns until it has far less loss than persistence with its own intervals", async () => {
        const untrained = await neuralKind(name, { ...settings, epochs: 0 }).train(training, validation, quietly());
        const answers = untrained.predict(validation);
        for (let i = 2; i < answers.length; i += QUANTILE_LEVELS.length) expect(answers[i]).equal(0);
        const eager = { ...settings, epochs: 12, dropout: 0, learningRate: 0.03 };
        const trained = await neuralKind(name, eager).train(training, validation, quietly());
        expect(pinballLoss(trained.predict(validation), validation)).below(0.75 * pinballLoss(answers, validation));
      });

      it("says how far it is, and the loss that its answers have", () => {
        const loss = pinballLoss(model.predict(validation), validation);
        expectNear(Math.min(...progress.map(({ validationLoss }) => validationLoss)), loss, 1e-6);
        expect(progress.at(-1)?.fraction).equal(1);
        expect(progress.map(({ fraction }) => fraction)).deep.equal(progress.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
      });

      it("answers with ascending quantiles", () => {
        const answers = model.predict(validation);
        answers.forEach((answer, i) => {
          if (i % QUANTILE_LEVELS.length > 0) expect(answer).at.least(answers[i - 1] as number);
        });
      });

      it("gives the same network from the same seed, and another from another", async () => {
        expect(bytesOf(await kind.train(training, validation, quietly()))).deep.equal(bytesOf(model));
        expect(bytesOf(await kind.train(training, validation, quietly({ seed: 2 })))).not.deep.equal(bytesOf(model));
      });

      it("goes on after a stop and ends with the same network, bit by bit", async () => {
        const folder = await mkdtemp(join(tmpdir(), "training-"));
        try {
          const stopping = new AbortController();
          const stopped = kind.train(
            training,
            validation,
            quietly({
              checkpointFolder: folder,
              stop: stopping.signal,
              onProgress: ({ fraction }) => fraction > 2 / settings.epochs && stopping.abort(new Error("killed")),
            }),
          );
          expect(await stopped.catch(({ message }) => message)).equal("killed");
          const epochs = new Set<string>();
          const resumed = await kind.train(
            training,
            validation,
            quietly({ checkpointFolder: folder, onProgress: ({ step }) => epochs.add(step) }),
          );
          expect([...epochs].map((step) => step.slice(0, 7))).deep.equal(["epoch 3", "epoch 4"]);
          expect(bytesOf(resumed)).deep.equal(bytesOf(model));
        } finally {
          await rm(folder, { recursive: true });
        }
      });
    });
  }

  const [{ name, settings }] = smallKinds as readonly [(typeof smallKinds)[number]];
  const small: ModelKind = neuralKind(name, settings);

  it("does not go on from another training's checkpoint", async () => {
    const folder = await mkdtemp(join(tmpdir(), "training-"));
    try {
      await small.train(training, validation, quietly({ checkpointFolder: folder, seed: 2 }));
      const model = await small.train(training, validation, quietly({ checkpointFolder: folder }));
      expect(bytesOf(model)).deep.equal(bytesOf(await small.train(training, validation, quietly())));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("stops when validation gets no better, and keeps the weights that were best", async () => {
    const few = syntheticBatch(4, { count: 120 });
    const losses = new Map<string, number>();
    const eager = { ...settings, epochs: 200, patience: 3, dropout: 0 };
    const model = await neuralKind(name, eager).train(
      few,
      validation,
      quietly({ onProgress: ({ step, validationLoss }) => losses.set(step, validationLoss) }),
    );
    const byEpoch = [...losses.values()];
    expect(byEpoch.length).within(4, 199);
    expect(byEpoch.indexOf(Math.min(...byEpoch))).equal(byEpoch.length - 1 - eager.patience);
    expectNear(pinballLoss(model.predict(validation), validation), Math.min(...byEpoch), 1e-6);
  });

  it("stays at persistence when nothing it learns is any better", async () => {
    // Rates rise while it trains and fall afterwards.
    const rising = { ...training, targets: training.targets.map((target) => target + 3) };
    const falling = { ...validation, targets: validation.targets.map((target) => target - 3) };
    const model = await neuralKind(name, { ...settings, patience: 2 }).train(rising, falling, quietly());
    model.predict(falling).forEach((answer, i) => {
      if (i % QUANTILE_LEVELS.length === 2) expect(answer).equal(0);
    });
  });

  it("needs no validation part", async () => {
    const model = await small.train(training, syntheticBatch(3, { count: 0 }), quietly());
    expect(pinballLoss(model.predict(validation), validation)).below(1);
  });

  it("keeps no tensors", async () => {
    await small.train(training, validation, quietly());
    const before = tf.memory().numTensors;
    await small.train(training, validation, quietly());
    expect(tf.memory().numTensors).equal(before);
  });

  it("takes no more rows an epoch than it is told", async () => {
    const none = await neuralKind(name, { ...settings, rowsPerEpoch: 0 }).train(training, validation, quietly());
    const untrained = await neuralKind(name, { ...settings, epochs: 0 }).train(training, validation, quietly());
    expect(none.predict(validation)).deep.equal(untrained.predict(validation));
  });

  it("says so when it diverges", async () => {
    const broken = { ...training, weights: new Float32Array(training.count).fill(Number.MAX_VALUE) };
    const failure = await small.train(broken, validation, quietly()).catch((thrown: Error) => thrown);
    expect((failure as Error).name).equal("DivergedTrainingError");
  });
});
