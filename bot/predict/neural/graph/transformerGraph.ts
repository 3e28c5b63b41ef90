import * as tf from "@tensorflow/tfjs-core";
import type { EncoderGraph } from "../network/encoder.ts";
import { NORMALISATION_EPSILON } from "../network/normalisation.ts";
import type { TransformerSettings } from "../settings.ts";

type WeightOf = (name: string) => tf.Tensor;

/** The encoder of `transformerEncoder.ts` in TensorFlow.js. */
export function transformerGraph(settings: TransformerSettings): EncoderGraph {
  const { layers, modelSize } = settings;
  return (window, weightOf) => {
    const [steps, batch, channels] = window.shape;
    const byRow = tf.reshape(tf.transpose(window, [1, 0, 2]), [batch * steps, channels]) as tf.Tensor2D;
    const placed = tf.add(tf.reshape(dense(byRow, "input", weightOf), [batch, steps, modelSize]), weightOf("position"));
    let states = tf.reshape(placed, [batch * steps, modelSize]) as tf.Tensor2D;
    for (let layer = 1; layer <= layers; layer++) {
      const name = `layer-${layer}`;
      const attended = attention(normalise(states, `${name}.attention-norm`, weightOf), name, { settings, batch, steps, weightOf });
      states = tf.add(states, attended);
      const inner = tf.relu(dense(normalise(states, `${name}.feed-forward-norm`, weightOf), `${name}.feed-forward`, weightOf));
      states = tf.add(states, dense(inner as tf.Tensor2D, `${name}.feed-forward-output`, weightOf));
    }
    const last = tf.slice(tf.reshape(states, [batch, steps, modelSize]), [0, steps - 1, 0], [batch, 1, modelSize]);
    return normalise(tf.reshape(last, [batch, modelSize]) as tf.Tensor2D, "output-norm", weightOf);
  };
}

interface AttentionContext {
  readonly settings: TransformerSettings;
  readonly batch: number;
  readonly steps: number;
  readonly weightOf: WeightOf;
}

/** Scaled dot-product attention of several heads. */
function attention(states: tf.Tensor2D, name: string, { settings, batch, steps, weightOf }: AttentionContext): tf.Tensor2D {
  const { modelSize, heads } = settings;
  const headSize = modelSize / heads;
  const projected = dense(states, `${name}.query-key-value`, weightOf);
  // One by one, because wasm transposes five dimensions fifty times more slowly than four.
  const part = (index: number) => {
    const columns = tf.slice2d(projected, [0, index * modelSize], [-1, modelSize]);
    const byHead = tf.transpose(tf.reshape(columns, [batch, steps, heads, headSize]), [0, 2, 1, 3]);
    return tf.reshape(byHead, [batch * heads, steps, headSize]) as tf.Tensor3D;
  };
  const scores = tf.mul(tf.matMul(part(0), part(1), false, true), 1 / Math.sqrt(headSize));
  const mixed = tf.matMul(tf.softmax(scores), part(2));
  const joined = tf.transpose(tf.reshape(mixed, [batch, heads, steps, headSize]), [0, 2, 1, 3]);
  return dense(tf.reshape(joined, [batch * steps, modelSize]) as tf.Tensor2D, `${name}.attention-output`, weightOf);
}

function dense(rows: tf.Tensor2D, name: string, weightOf: WeightOf): tf.Tensor2D {
  return tf.add(tf.matMul(rows, weightOf(`${name}.kernel`) as tf.Tensor2D), weightOf(`${name}.bias`));
}

/** Ba, Kiros and Hinton 2016. */
function normalise(rows: tf.Tensor2D, name: string, weightOf: WeightOf): tf.Tensor2D {
  const centred = tf.sub(rows, tf.mean(rows, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const scaled = tf.mul(centred, tf.rsqrt(tf.add(variance, NORMALISATION_EPSILON)));
  return tf.add(tf.mul(scaled, weightOf(`${name}.gain`)), weightOf(`${name}.bias`));
}
