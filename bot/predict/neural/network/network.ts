import type { NetworkSettings } from "../settings.ts";
import type { Encoder } from "./encoder.ts";
import { encoderOf } from "./encoders.ts";
import { type HeadLayer, headLayers, headParameters } from "./head.ts";
import { ParameterLayout } from "./parameters.ts";
import type { Scaler } from "./scaler.ts";

/** All about a network but its weights. */
export interface NetworkDescription {
  readonly settings: NetworkSettings;
  readonly steps: number;
  readonly channelNames: readonly string[];
  /** The features it reads; none when its settings say so. */
  readonly featureNames: readonly string[];
  readonly horizonsSeconds: readonly number[];
  readonly levels: readonly number[];
}

export interface TrainedNetwork {
  readonly description: NetworkDescription;
  readonly scaler: Scaler;
  readonly seed: number;
  /** After so many epochs its weights were as they are. */
  readonly epochs: number;
  /** In the order of its layout. */
  readonly weights: Float32Array;
}

/** What a network is made of: an encoder of the window, and a head that answers from the encoding and the features. */
export interface NetworkParts {
  readonly encoder: Encoder;
  readonly head: readonly HeadLayer[];
  readonly layout: ParameterLayout;
}

export function networkParts({ settings, steps, channelNames, featureNames, horizonsSeconds, levels }: NetworkDescription): NetworkParts {
  const encoder = encoderOf(settings.encoder, { steps, channels: channelNames.length });
  const head = headLayers({
    inputs: encoder.encodingSize + featureNames.length,
    units: settings.headUnits,
    outputs: horizonsSeconds.length * levels.length,
  });
  return { encoder, head, layout: new ParameterLayout([...encoder.parameters, ...headParameters(head)]) };
}
