import { binFeatures } from "../../../bot/boosting/binning.ts";
import type { Libxgboost } from "../../../bot/boosting/libxgboost.ts";
import { softmax } from "../../../bot/boosting/objectives/softmax.ts";
import { train } from "../../../bot/boosting/train.ts";
import { readXgboostJson, writeXgboostJson } from "../../../bot/boosting/xgboostJson.ts";
import type { SyntheticRows } from "./syntheticRows.ts";

/** What trains boosted trees and scores rows by them. */
export interface Contestant {
  /** From features as they are to a model in XGBoost's JSON. */
  train(data: SyntheticRows): string;
  load(json: string): LoadedClassifier;
}

export interface LoadedClassifier {
  /** Probabilities, row by row. */
  predict(features: Float32Array, rows: number): Float32Array;
  close(): void;
}

/** The prior work's preset, otherwise XGBoost's defaults. */
export interface BoostingTask {
  readonly classes: number;
  readonly rounds: number;
  readonly maxDepth: number;
}

export function ourBoosting({ classes, rounds, maxDepth }: BoostingTask): Contestant {
  return {
    train: ({ features, labels, rows, columns }) =>
      writeXgboostJson(train({ bins: binFeatures(features, rows, columns), labels, objective: softmax(classes), rounds, maxDepth })),
    load(json) {
      const booster = readXgboostJson(json);
      return { predict: (features, rows) => booster.predict(features, rows), close: () => {} };
    },
  };
}

/** One thread and as many bins as ours, so that like is compared with like. */
export function libxgboostBoosting(library: Libxgboost, { classes, rounds, maxDepth }: BoostingTask): Contestant {
  const parameters = {
    objective: "multi:softprob",
    num_class: classes,
    max_depth: maxDepth,
    tree_method: "hist",
    max_bin: 255,
    nthread: 1,
    verbosity: 0,
  };
  return {
    train: (data) => library.train(data, parameters, rounds),
    load(json) {
      const model = library.open(json);
      return { predict: (features, rows) => model.predict(features, rows, "predictions"), close: () => model.close() };
    },
  };
}
