import { prepareTransformer } from "../inference/transformer.ts";
import type { TransformerSettings } from "../settings.ts";
import type { Encoder, WindowShape } from "./encoder.ts";
import { glorotUniform, ones, type Parameter, zeros } from "./parameters.ts";

/**
 * A small encoder (Vaswani et al. 2017) with the normalisation before each part (Xiong et al. 2020), which trains without a warm-up. Where
 * in the window a step is, it knows from weights of its own that are added to it. All steps see all others: the window is past only.
 * The encoding is the last step's.
 */
export function transformerEncoder(settings: TransformerSettings, window: WindowShape): Encoder {
  return {
    parameters: parametersOf(settings, window),
    encodingSize: settings.modelSize,
    prepare: (memory, weightsOf) => prepareTransformer(settings, window, memory, weightsOf),
    async loadGraph() {
      const { transformerGraph } = await import("../graph/transformerGraph.ts");
      return transformerGraph(settings);
    },
  };
}

function parametersOf({ layers, modelSize, feedForwardSize }: TransformerSettings, { steps, channels }: WindowShape): readonly Parameter[] {
  return [
    ...dense("input", channels, modelSize),
    { name: "position", shape: [steps, modelSize], initialise: glorotUniform, decays: false },
    ...Array.from({ length: layers }, (_, layer) => `layer-${layer + 1}`).flatMap((name) => [
      ...normalisation(`${name}.attention-norm`, modelSize),
      ...dense(`${name}.query-key-value`, modelSize, 3 * modelSize),
      ...dense(`${name}.attention-output`, modelSize, modelSize),
      ...normalisation(`${name}.feed-forward-norm`, modelSize),
      ...dense(`${name}.feed-forward`, modelSize, feedForwardSize),
      ...dense(`${name}.feed-forward-output`, feedForwardSize, modelSize),
    ]),
    ...normalisation("output-norm", modelSize),
  ];
}

function dense(name: string, inputs: number, outputs: number): readonly Parameter[] {
  return [
    { name: `${name}.kernel`, shape: [inputs, outputs], initialise: glorotUniform, decays: true },
    { name: `${name}.bias`, shape: [outputs], initialise: zeros, decays: false },
  ];
}

function normalisation(name: string, size: number): readonly Parameter[] {
  return [
    { name: `${name}.gain`, shape: [size], initialise: ones, decays: false },
    { name: `${name}.bias`, shape: [size], initialise: zeros, decays: false },
  ];
}
