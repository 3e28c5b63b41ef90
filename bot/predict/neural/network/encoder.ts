import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { FloatMemory } from "../inference/floatMemory.ts";
import type { Rows } from "../inference/rows.ts";
import type { Parameter } from "./parameters.ts";

/** The part of a network that turns the window into a fixed number of figures, in two versions that are proven equal. */
export interface Encoder {
  readonly parameters: readonly Parameter[];
  /** How many figures it makes of a window. */
  readonly encodingSize: number;
  /** For live use, without TensorFlow.js. */
  prepare(memory: FloatMemory, weightsOf: (name: string) => Float32Array): EncodeRows;
  /** For training: in TensorFlow.js, which is loaded here and not before. */
  loadGraph(): Promise<EncoderGraph>;
}

/**
 * @param window Standardised, count × steps × channels.
 * @param out Where the encodings go: count rows of encodingSize.
 */
export type EncodeRows = (window: Float32Array, count: number, out: Rows) => void;

/** @param window Standardised, steps × batch × channels. @returns batch × encodingSize. */
export type EncoderGraph = (window: Tensor3D, weightOf: (name: string) => Tensor) => Tensor2D;

export interface WindowShape {
  readonly steps: number;
  readonly channels: number;
}
