import type { SampleBatch } from "../../learned/samples.ts";

/** What an input is brought to mean 0 and deviation 1 with, found on the training part only. */
export interface Scale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface Scaler {
  /** By channel of the window. */
  readonly window: Scale;
  /** By feature. */
  readonly features: Scale;
}

/** Inputs further out than so many deviations count as this far: one wild quote must not drive a network out of what it has seen. */
const CLIP_DEVIATIONS = 8;

/** @param readsFeatures Whether the network reads features beside the window. */
export function fitScaler({ features, featureNames, window }: SampleBatch, readsFeatures: boolean): Scaler {
  return {
    window: fitScale(window.values, window.channelNames.length),
    features: readsFeatures ? fitScale(features, featureNames.length) : { mean: [], deviation: [] },
  };
}

/** By column, over all values that are known. A column that never changed, or was never known, is only centred. */
function fitScale(values: Float32Array, columns: number): Scale {
  const counts = new Float64Array(columns);
  const sums = new Float64Array(columns);
  forEachKnown(values, columns, (column, value) => {
    counts[column] = (counts[column] as number) + 1;
    sums[column] = (sums[column] as number) + value;
  });
  const mean = sums.map((sum, column) => sum / Math.max(1, counts[column] as number));
  const squares = new Float64Array(columns);
  forEachKnown(values, columns, (column, value) => {
    squares[column] = (squares[column] as number) + (value - (mean[column] as number)) ** 2;
  });
  const deviation = squares.map((square, column) => Math.sqrt(square / Math.max(1, counts[column] as number)));
  return { mean: [...mean], deviation: [...deviation].map((found) => (found > 1e-9 ? found : 1)) };
}

function forEachKnown(values: Float32Array, columns: number, visit: (column: number, value: number) => void): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isFinite(value)) visit(i % columns, value);
  }
}

/** Brings `length` values from `from` on to `target[to…]`; what is not known becomes the mean, zero. The first value is of the first column. */
export function standardise(
  { mean, deviation }: Scale,
  source: { readonly values: Float32Array; readonly from: number; readonly length: number },
  target: Float32Array,
  to: number,
): void {
  const columns = mean.length;
  for (let i = 0; i < source.length; i++) {
    const column = i % columns;
    const value = ((source.values[source.from + i] as number) - (mean[column] as number)) / (deviation[column] as number);
    target[to + i] = Number.isNaN(value) ? 0 : Math.min(CLIP_DEVIATIONS, Math.max(-CLIP_DEVIATIONS, value));
  }
}
