import type { SampleBatch, TrainingBatch } from "./samples.ts";

/** A model with its parameters: from moments to quantiles of what will be paid. */
export interface QuantileModel {
  readonly horizonsSeconds: readonly number[];
  /**
   * z at each of `QUANTILE_LEVELS`, count × horizons × levels, row by row, ascending within each group of levels.
   *
   * @throws UnknownFeatureError when the batch has not the features (and window) it was trained on, in their order.
   */
  predict(batch: SampleBatch): Float32Array;
  /** Everything needed to load it again, by file name. */
  files(): ReadonlyMap<string, Uint8Array>;
}

export interface TrainingSettings {
  /** The same seed and rows give the same model, bit by bit, on one machine. */
  readonly seed: number;
  /** Where to keep what a killed training goes on from; null keeps nothing. */
  readonly checkpointFolder: string | null;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly stop?: AbortSignal;
}

export interface TrainingProgress {
  /** "epoch 3 of 20", "round 80 of 150": what a person reads beside the bar. */
  readonly step: string;
  readonly fraction: number;
  /** Mean pinball loss in z so far; NaN before there is one. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

/** A kind of learned model: one file each, all trained and loaded alike. */
export interface ModelKind {
  readonly name: string;
  /** Whether training watches validation rows to stop in time; a kind that does not learns from all rows there are. */
  readonly stopsEarly: boolean;
  /** What decides, beside rows and seed, what comes of a training, as plain JSON: one that was kept is only used with the same. */
  readonly settings: unknown;
  /** @param validation Rows later than all of `training`, for early stopping. */
  train(training: TrainingBatch, validation: TrainingBatch, settings: TrainingSettings): Promise<QuantileModel>;
  load(files: ReadonlyMap<string, Uint8Array>): QuantileModel;
}
