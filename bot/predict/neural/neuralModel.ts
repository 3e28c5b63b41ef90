import type { QuantileModel } from "../learned/quantileModel.ts";
import type { SampleBatch } from "../learned/samples.ts";
import { UnknownFeatureError } from "../learned/unknownFeatureError.ts";
import { BLOCK_ROWS } from "./inference/blockRows.ts";
import { newFloatMemory } from "./inference/floatMemory.ts";
import { allocateRows } from "./inference/rows.ts";
import { ascendingQuantiles } from "./network/ascendingQuantiles.ts";
import { prepareHead } from "./network/head.ts";
import { type NetworkDescription, networkParts, type TrainedNetwork } from "./network/network.ts";
import { writeNetwork } from "./network/networkFiles.ts";
import { standardise } from "./network/scaler.ts";

/** The network as a model that answers with kernels of our own: the live keeper never loads TensorFlow.js. */
export function neuralModel(network: TrainedNetwork): QuantileModel {
  const { description, scaler, weights } = network;
  const { encoder, head, layout } = networkParts(description);
  const weightsOf = (name: string) => layout.viewOf(name, weights);
  const memory = newFloatMemory();
  const headInput = allocateRows(memory, BLOCK_ROWS, encoder.encodingSize + description.featureNames.length);
  const encode = encoder.prepare(memory, weightsOf);
  const answer = prepareHead(head, headInput, BLOCK_ROWS, weightsOf);
  const windowSize = description.steps * description.channelNames.length;
  const featureCount = description.featureNames.length;
  const outputs = description.horizonsSeconds.length * description.levels.length;
  const window = new Float32Array(BLOCK_ROWS * windowSize);

  return {
    horizonsSeconds: description.horizonsSeconds,
    predict(batch) {
      refuseOtherInputs(description, batch);
      const quantiles = new Float32Array(batch.count * outputs);
      for (let row = 0; row < batch.count; row += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, batch.count - row);
        standardise(scaler.window, { values: batch.window.values, from: row * windowSize, length: count * windowSize }, window, 0);
        encode(window, count, headInput);
        for (let i = 0; i < count; i++) {
          const source = { values: batch.features, from: (row + i) * featureCount, length: featureCount };
          standardise(scaler.features, source, memory.values, headInput.from + i * headInput.stride + encoder.encodingSize);
        }
        quantiles.set(ascendingQuantiles(answer(count), description.levels), row * outputs);
      }
      return quantiles;
    },
    files: () => writeNetwork(network),
  };
}

/** @throws UnknownFeatureError when the batch has not the inputs that the network reads, in their order. */
export function refuseOtherInputs({ settings, steps, channelNames, featureNames }: NetworkDescription, batch: SampleBatch): void {
  if (!sameNames(channelNames, batch.window.channelNames))
    throw new UnknownFeatureError("channel", channelNames, batch.window.channelNames);
  if (steps !== batch.window.steps) throw new UnknownFeatureError("step", stepNames(steps), stepNames(batch.window.steps));
  if (settings.readsFeatures && !sameNames(featureNames, batch.featureNames)) {
    throw new UnknownFeatureError("feature", featureNames, batch.featureNames);
  }
}

const sameNames = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((name, i) => name === right[i]);

const stepNames = (steps: number) => Array.from({ length: steps }, (_, step) => `step ${step}`);
