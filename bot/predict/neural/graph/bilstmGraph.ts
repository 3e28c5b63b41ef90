import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { LstmLayer } from "../network/bilstmEncoder.ts";
import type { EncoderGraph } from "../network/encoder.ts";
import { bidirectionalLstm } from "./bidirectionalLstm.ts";
import type { LstmWeights } from "./fusedLstm.ts";

/** @param layers Forward and backward of each. */
export function bilstmGraph(layers: readonly (readonly LstmLayer[])[]): EncoderGraph {
  return (window, weightOf) => {
    const weightsOf = (layer: LstmLayer | undefined): LstmWeights => ({
      kernel: weightOf(`${layer?.name}.kernel`) as Tensor2D,
      recurrentKernel: weightOf(`${layer?.name}.recurrent-kernel`) as Tensor2D,
      bias: weightOf(`${layer?.name}.bias`) as Tensor1D,
    });
    const [first, ...others] = layers.map(([forward, backward]) => ({ forward: weightsOf(forward), backward: weightsOf(backward) }));
    if (first === undefined) throw new Error("a bidirectional LSTM needs at least one layer");
    return others.reduce((states, weights) => bidirectionalLstm(states.all, weights), bidirectionalLstm(window, first)).last;
  };
}
