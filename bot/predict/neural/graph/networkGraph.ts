import * as tf from "@tensorflow/tfjs-core";
import { accumulationMatrix, medianIndex } from "../network/ascendingQuantiles.ts";
import type { HeadLayer } from "../network/head.ts";
import { type NetworkDescription, networkParts } from "../network/network.ts";
import type { Minibatch } from "../training/minibatch.ts";

/** A network in TensorFlow.js, for training. */
export interface NetworkGraph {
  /** @returns z, rows · horizons × levels, ascending. Like all tensors made on the way it is the caller's to dispose of. */
  quantiles(batch: Minibatch, weights: readonly tf.Tensor[], kept: Float32Array | null): tf.Tensor2D;
  /**
   * The mean pinball loss over levels and all known targets, by their weights.
   *
   * @param weights In the order of the network's layout.
   * @param kept What the head's inputs, rows × inputs, are multiplied by (dropout); null for one.
   */
  loss(batch: Minibatch, weights: readonly tf.Tensor[], kept: Float32Array | null): tf.Scalar;
}

export async function loadNetworkGraph(description: NetworkDescription): Promise<NetworkGraph> {
  const { encoder, head, layout } = networkParts(description);
  const encode = await encoder.loadGraph();
  const { levels } = description;
  const positions = new Map(layout.parameters.map(({ name }, i) => [name, i]));

  function quantiles(batch: Minibatch, weights: readonly tf.Tensor[], kept: Float32Array | null): tf.Tensor2D {
    const weightOf = (name: string) => weights[positions.get(name) ?? -1] as tf.Tensor;
    const window = tf.tensor3d(batch.window, [description.steps, batch.rows, description.channelNames.length]);
    const encoding = encode(window, weightOf);
    const featureCount = description.featureNames.length;
    const joined = featureCount === 0 ? encoding : tf.concat([encoding, tf.tensor2d(batch.features, [batch.rows, featureCount])], 1);
    const answer = answerOf(head, kept === null ? joined : tf.mul(joined, tf.tensor2d(kept, joined.shape)), weightOf);
    return ascending(tf.reshape(answer, [-1, levels.length]) as tf.Tensor2D, levels);
  }

  return {
    quantiles,
    loss(batch, weights, kept) {
      const sums = tf.sum(
        tf.mul(pinball(quantiles(batch, weights, kept), batch.targets, levels), tf.tensor2d(batch.weights, [batch.weights.length, 1])),
      );
      return tf.div(sums, batch.totalWeight * levels.length) as tf.Scalar;
    },
  };
}

function answerOf(head: readonly HeadLayer[], input: tf.Tensor2D, weightOf: (name: string) => tf.Tensor): tf.Tensor2D {
  return head.reduce((rows, { name, last }) => {
    const sums = tf.add<tf.Tensor2D>(tf.matMul(rows, weightOf(`${name}.kernel`) as tf.Tensor2D), weightOf(`${name}.bias`));
    return last ? sums : tf.relu(sums);
  }, input);
}

/** `ascendingQuantiles` as a product with a matrix. */
function ascending(outputs: tf.Tensor2D, levels: readonly number[]): tf.Tensor2D {
  const median = medianIndex(levels);
  const isMedian = tf.tensor1d(levels.map((_, i) => (i === median ? 1 : 0)));
  const mixed = tf.add<tf.Tensor2D>(tf.mul(outputs, isMedian), tf.mul(tf.softplus(outputs), tf.sub(1, isMedian)));
  return tf.matMul(mixed, tf.tensor2d(accumulationMatrix(levels), [levels.length, levels.length]));
}

/** Koenker and Bassett 1978: max(τe, (τ − 1)e) = τe + max(0, −e) with the error e = target − quantile. */
function pinball(quantiles: tf.Tensor2D, targets: Float32Array, levels: readonly number[]): tf.Tensor2D {
  const errors = tf.sub<tf.Tensor2D>(tf.tensor2d(targets, [targets.length, 1]), quantiles);
  return tf.add(tf.mul(errors, tf.tensor1d([...levels])), tf.relu(tf.neg(errors)));
}
