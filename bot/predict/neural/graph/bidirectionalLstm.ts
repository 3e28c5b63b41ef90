import * as tf from "@tensorflow/tfjs-core";
import { fusedLstm, type LstmWeights } from "./fusedLstm.ts";

export interface BidirectionalWeights {
  readonly forward: LstmWeights;
  readonly backward: LstmWeights;
}

export interface BidirectionalStates {
  /** At each step what both directions know there, steps × batch × 2 units. */
  readonly all: tf.Tensor3D;
  /** What each direction knows when it has read everything, batch × 2 units. */
  readonly last: tf.Tensor2D;
}

/**
 * A bidirectional LSTM (Schuster and Paliwal 1997) with both directions side by side, as Keras' `mergeMode: "concat"`.
 *
 * @param sequence steps × batch × inputs.
 */
export function bidirectionalLstm(sequence: tf.Tensor3D, weights: BidirectionalWeights): BidirectionalStates {
  const forward = fusedLstm(sequence, weights.forward, "forward");
  const backward = fusedLstm(sequence, weights.backward, "backward");
  return {
    all: tf.concat([forward, backward], 2),
    last: tf.concat([stateAt(forward, sequence.shape[0] - 1), stateAt(backward, 0)], 1),
  };
}

function stateAt(states: tf.Tensor3D, step: number): tf.Tensor2D {
  return tf.squeeze(tf.slice3d(states, [step, 0, 0], [1, -1, -1]), [0]);
}
