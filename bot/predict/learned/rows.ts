import type { SampleBatch, TrainingBatch } from "./samples.ts";

/** The rows of a batch with these numbers, in their order. */
export function sampleRows(batch: SampleBatch, rows: ArrayLike<number>): SampleBatch {
  const windowSize = batch.window.steps * batch.window.channelNames.length;
  return {
    count: rows.length,
    featureNames: batch.featureNames,
    features: taken(batch.features, batch.featureNames.length, rows),
    window: { ...batch.window, values: taken(batch.window.values, windowSize, rows) },
    persistenceApr: Float64Array.from(rows, (row) => batch.persistenceApr[row] as number),
    scaleApr: Float64Array.from(rows, (row) => batch.scaleApr[row] as number),
  };
}

export function trainingRows(batch: TrainingBatch, rows: ArrayLike<number>): TrainingBatch {
  return {
    ...sampleRows(batch, rows),
    horizonsSeconds: batch.horizonsSeconds,
    targets: taken(batch.targets, batch.horizonsSeconds.length, rows),
    weights: Float32Array.from(rows, (row) => batch.weights[row] as number),
  };
}

function taken(values: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const into = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    into.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return into;
}
