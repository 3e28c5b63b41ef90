import type { SampleBatch, TrainingBatch } from "../../learned/samples.ts";
import type { NetworkDescription } from "../network/network.ts";
import { type Scaler, standardise } from "../network/scaler.ts";

/** Rows as a network trains on them. */
export interface Minibatch {
  readonly rows: number;
  /** Standardised, steps × rows × channels. */
  readonly window: Float32Array;
  /** Standardised, rows × features. */
  readonly features: Float32Array;
  /** rows × horizons; zero where not known. */
  readonly targets: Float32Array;
  /** rows × horizons; zero where the target is not known. */
  readonly weights: Float32Array;
  readonly totalWeight: number;
}

/** Targets further out count as this far: what nobody could foresee must not be all that a network learns. */
const CLIP_Z = 5;

export function gatherMinibatch(description: NetworkDescription, scaler: Scaler, batch: TrainingBatch, indices: Uint32Array): Minibatch {
  const rows = indices.length;
  const featureCount = description.featureNames.length;
  const features = new Float32Array(rows * featureCount);
  const horizons = batch.horizonsSeconds.length;
  const targets = new Float32Array(rows * horizons);
  const weights = new Float32Array(rows * horizons);
  let totalWeight = 0;
  indices.forEach((index, row) => {
    standardise(
      scaler.features,
      { values: batch.features, from: index * featureCount, length: featureCount },
      features,
      row * featureCount,
    );
    for (let horizon = 0; horizon < horizons; horizon++) {
      const target = clippedTarget(batch, index * horizons + horizon);
      if (Number.isNaN(target)) continue;
      const weight = batch.weights[index] as number;
      targets[row * horizons + horizon] = target;
      weights[row * horizons + horizon] = weight;
      totalWeight += weight;
    }
  });
  return { rows, window: gatherWindow(scaler, batch, indices), features, targets, weights, totalWeight };
}

/** NaN where it is not known. */
export function clippedTarget({ targets }: TrainingBatch, place: number): number {
  return Math.max(-CLIP_Z, Math.min(CLIP_Z, targets[place] as number));
}

function gatherWindow(scaler: Scaler, { window }: SampleBatch, indices: Uint32Array): Float32Array {
  const { steps, channelNames, values } = window;
  const channels = channelNames.length;
  const gathered = new Float32Array(indices.length * steps * channels);
  indices.forEach((index, row) => {
    for (let step = 0; step < steps; step++) {
      const from = (index * steps + step) * channels;
      standardise(scaler.window, { values, from, length: channels }, gathered, (step * indices.length + row) * channels);
    }
  });
  return gathered;
}
