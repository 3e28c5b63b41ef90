import type { QuantileModel } from "../learned/quantileModel.ts";
import type { SampleBatch } from "../learned/samples.ts";
import { UnknownFeatureError } from "../learned/unknownFeatureError.ts";
import { ascendingQuantiles } from "./ascendingQuantiles.ts";
import { prepareHead } from "./head.ts";
import { BLOCK_ROWS } from "./inference/blockRows.ts";
import { newRows } from "./inference/rows.ts";
import { type NetworkDescription, networkParts, type TrainedNetwork } from "./network.ts";
import { writeNetwork } from "./networkFiles.ts";
import { standardise } from "./scaler.ts";

/** The network as a model that answers by plain loops: the live keeper never loads TensorFlow.js. */
export function neuralModel(network: TrainedNetwork): QuantileModel {
  const { description, scaler, weights } = network;
  const { encoder, head, layout } = networkParts(description);
  const weightsOf = (name: string) => layout.viewOf(name, weights);
  const encode = encoder.prepare(weightsOf);
  const answer = prepareHead(head, weightsOf);
  const windowSize = description.steps * description.channelNames.length;
  const featureCount = description.featureNames.length;
  const outputs = description.horizonsSeconds.length * description.levels.length;
  const window = new Float32Array(BLOCK_ROWS * windowSize);
  const features = new Float32Array(BLOCK_ROWS * featureCount);

  return {
    horizonsSeconds: description.horizonsSeconds,
    predict(batch) {
      refuseOtherInputs(description, batch);
      const quantiles = new Float32Array(batch.count * outputs);
      for (let row = 0; row < batch.count; row += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, batch.count - row);
        standardise(scaler.window, { values: batch.window.values, from: row * windowSize, length: count * windowSize }, window, 0);
        standardise(scaler.features, { values: batch.features, from: row * featureCount, length: count * featureCount }, features, 0);
        const joined = join(encode(window, count), encoder.encodingSize, features, featureCount, count);
        quantiles.set(ascendingQuantiles(answer(joined, count), description.levels), row * outputs);
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

/** The encoding beside the features, row by row. */
function join(encoding: Float64Array, encodingSize: number, features: Float32Array, featureCount: number, count: number) {
  const joined = newRows(count, encodingSize + featureCount);
  for (let row = 0; row < count; row++) {
    joined.values.set(encoding.subarray(row * encodingSize, (row + 1) * encodingSize), row * joined.stride);
    joined.values.set(features.subarray(row * featureCount, (row + 1) * featureCount), row * joined.stride + encodingSize);
  }
  return joined;
}
