import type { ModelKind } from "../learned/quantileModel.ts";
import { readNetwork } from "./network/networkFiles.ts";
import { neuralModel } from "./neuralModel.ts";
import type { NeuralSettings } from "./settings.ts";

/** A kind of neural network, with what a thread has to know to train it. */
export interface NeuralKind extends ModelKind {
  readonly isNeural: true;
  readonly settings: NeuralSettings;
}

/** A kind of neural network under a name. Loading and predicting need no TensorFlow.js; training loads it. */
export function neuralKind(name: string, settings: NeuralSettings): NeuralKind {
  return {
    name,
    isNeural: true,
    settings,
    stopsEarly: true,
    async train(training, validation, run) {
      const { trainNetwork } = await import("./training/trainingLoop.ts");
      return neuralModel(await trainNetwork(settings, training, validation, run));
    },
    /** @throws UnreadableNetworkError when the files are not those of a network. */
    load: (files) => neuralModel(readNetwork(files)),
  };
}
