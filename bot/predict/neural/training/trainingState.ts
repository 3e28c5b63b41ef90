import type { RandomState } from "../seededRandom.ts";
import type { AdamState } from "./adam.ts";

/** All that a training goes on from after an epoch. */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  readonly random: RandomState;
  readonly weights: Float32Array;
  readonly adam: AdamState;
  /** Of the last epoch; NaN before there is one. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
  readonly best: BestWeights;
}

export interface BestWeights {
  /** 0 for those that training began with. */
  readonly epoch: number;
  /** NaN where nothing validates: then the latest are the best. */
  readonly validationLoss: number;
  readonly weights: Float32Array;
}
