import type { TrainingBatch } from "../../learned/samples.ts";

const sharedBatches = new WeakMap<TrainingBatch, TrainingBatch>();

/** The batch in memory that all threads see, copied once however many trainings use it. */
export function shared(batch: TrainingBatch): TrainingBatch {
  const known = sharedBatches.get(batch);
  if (known !== undefined) return known;
  const copy: TrainingBatch = {
    ...batch,
    features: sharedFloats(batch.features),
    window: { ...batch.window, values: sharedFloats(batch.window.values) },
    persistenceApr: sharedDoubles(batch.persistenceApr),
    scaleApr: sharedDoubles(batch.scaleApr),
    targets: sharedFloats(batch.targets),
    weights: sharedFloats(batch.weights),
  };
  sharedBatches.set(batch, copy);
  return copy;
}

function sharedFloats(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedDoubles(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
