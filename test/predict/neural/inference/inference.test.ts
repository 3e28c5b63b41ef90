import * as tf from "@tensorflow/tfjs-core";
import { QUANTILE_LEVELS } from "../../../../bot/predict/learned/samples.ts";
import { chooseBackend } from "../../../../bot/predict/neural/backend.ts";
import { loadNetworkGraph } from "../../../../bot/predict/neural/graph/networkGraph.ts";
import { type NetworkDescription, networkParts } from "../../../../bot/predict/neural/network/network.ts";
import { fitScaler } from "../../../../bot/predict/neural/network/scaler.ts";
import { neuralModel } from "../../../../bot/predict/neural/neuralModel.ts";
import { seededRandom } from "../../../../bot/predict/neural/seededRandom.ts";
import {
  BILSTM_7X4_DEFAULTS,
  BILSTM_DEFAULTS,
  type NetworkSettings,
  TRANSFORMER_DEFAULTS,
} from "../../../../bot/predict/neural/settings.ts";
import { gatherMinibatch } from "../../../../bot/predict/neural/training/minibatch.ts";
import { expectNearAll } from "../onBackends.ts";
import { type BatchShape, syntheticBatch } from "../syntheticBatch.ts";

const networks: Readonly<Record<string, { readonly settings: NetworkSettings; readonly shape: BatchShape }>> = {
  "bilstm-7x4": { settings: BILSTM_7X4_DEFAULTS, shape: { count: 37 } },
  "bilstm of 28 steps, 10 channels and 60 features": {
    settings: BILSTM_DEFAULTS,
    shape: { count: 19, steps: 28, channels: 10, features: 60 },
  },
  "bilstm of three uneven layers": {
    settings: { encoder: { kind: "bilstm", units: [5, 3, 7] }, readsFeatures: true, headUnits: 5 },
    shape: { count: 18, steps: 3, channels: 1, horizons: 1 },
  },
  "transformer of 28 steps, 10 channels and 60 features": {
    settings: TRANSFORMER_DEFAULTS,
    shape: { count: 21, steps: 28, channels: 10, features: 60 },
  },
  "transformer of one step": { settings: { ...TRANSFORMER_DEFAULTS, headUnits: 0 }, shape: { count: 3, steps: 1 } },
};

describe("inference in own kernels", () => {
  for (const [name, { settings, shape }] of Object.entries(networks)) {
    it(`answers as TensorFlow.js does to 1e-6: ${name}`, async () => {
      const batch = syntheticBatch(1, shape);
      const description: NetworkDescription = {
        settings,
        steps: batch.window.steps,
        channelNames: batch.window.channelNames,
        featureNames: settings.readsFeatures ? batch.featureNames : [],
        horizonsSeconds: batch.horizonsSeconds,
        levels: QUANTILE_LEVELS,
      };
      const scaler = fitScaler(batch, settings.readsFeatures);
      const { layout } = networkParts(description);
      // As after training: no parameter is at the zero that it begins with.
      const random = seededRandom(2);
      const weights = layout.initialise(random).map((weight) => weight + 0.2 * (random.next() - 0.5));
      const answers = neuralModel({ description, scaler, seed: 2, epochs: 1, weights }).predict(batch);

      const graph = await loadNetworkGraph(description);
      const everything = Uint32Array.from({ length: batch.count }, (_, row) => row);
      const minibatch = gatherMinibatch(description, scaler, batch, everything);
      for (const backend of ["cpu", "wasm"] as const) {
        await chooseBackend({ order: [backend] });
        const expected = tf.tidy(() => {
          const tensors = layout.parameters.map((parameter) =>
            tf.tensor(layout.viewOf(parameter.name, weights).slice(), [...parameter.shape]),
          );
          return graph.quantiles(minibatch, tensors, null).dataSync();
        });
        expectNearAll(answers, expected, 1e-6, `z on ${backend}`);
      }
    });
  }
});
