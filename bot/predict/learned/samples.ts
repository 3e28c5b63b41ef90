/** The levels every learned model answers with, ascending. */
export const QUANTILE_LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/**
 * Moments to forecast from, as learned models read them. Rates are given and answered as z = (APR − persistence) / scale, where
 * persistence is the rate quoted at the moment and scale is max(persistence, 0.1 %): markets of all levels look alike, and an answer of
 * zero is persistence.
 */
export interface SampleBatch {
  readonly count: number;
  readonly featureNames: readonly string[];
  /** Row by row, count × featureNames.length; NaN is "not known". */
  readonly features: Float32Array;
  readonly window: SampleWindow;
  readonly persistenceApr: Float64Array;
  readonly scaleApr: Float64Array;
}

/** The recent past of each moment, for networks that read it step by step: count × steps × channels, oldest step first; never NaN. */
export interface SampleWindow {
  readonly steps: number;
  readonly channelNames: readonly string[];
  readonly values: Float32Array;
}

export interface TrainingBatch extends SampleBatch {
  readonly horizonsSeconds: readonly number[];
  /** Row by row, count × horizons: z of the mean APR paid over the horizon; NaN where it is not known. */
  readonly targets: Float32Array;
  /** How much a row counts, count. */
  readonly weights: Float32Array;
}
