import { FeatureCountError } from "./errors.ts";
import type { Objective } from "./objectives/objective.ts";
import { labelledRows, usableRows } from "./rows.ts";
import { addMargins, flattenTrees } from "./scorer.ts";
import type { Tree } from "./tree.ts";

/** Rows that are not trained on, and when to stop by them. */
export interface EarlyStopping {
  /** Row by row, labels.length × columns; NaN is "not known". */
  readonly features: Float32Array;
  /** NaN leaves the row out. */
  readonly labels: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
  /** Stop when the loss has not become smaller for so many rounds; the booster keeps the rounds up to the best. */
  readonly patience: number;
}

/** The loss on the rows after more and more trees: each call adds some and tells it. */
export function validationLoss(
  { features, labels, weights }: EarlyStopping,
  objective: Objective,
  columns: number,
  baseMargin: number,
): (added: readonly Tree[]) => number {
  const rowCount = labels.length;
  if (features.length !== rowCount * columns) throw new FeatureCountError(features.length / rowCount, columns);
  const labelled = labelledRows(labels, weights, rowCount);
  const rows = usableRows(labelled, objective, "validation");
  const margins = new Float32Array(rowCount * objective.outputs).fill(baseMargin);
  return (added) => {
    addMargins(flattenTrees(added), features, rowCount, columns, margins, objective.outputs);
    return objective.loss(rows, labelled, margins);
  };
}
