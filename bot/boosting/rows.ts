import { BoostingInputError } from "./errors.ts";
import type { Labelled, Objective } from "./objectives/objective.ts";

/** @throws BoostingInputError when there is not one label, or one weight, for each row. */
export function labelledRows(labels: ArrayLike<number>, weights: ArrayLike<number> | undefined, rows: number): Labelled {
  for (const [what, given] of [
    ["labels", labels.length],
    ["weights", weights?.length ?? rows],
  ] as const) {
    if (given !== rows)
      throw new BoostingInputError(`There are ${given} ${what} for ${rows} rows.`, `Give one of the ${what} for each row.`);
  }
  return {
    labels: Float64Array.from(labels),
    weights: weights === undefined ? new Float64Array(rows).fill(1) : Float64Array.from(weights),
  };
}

/**
 * Multiplies each row's weight by its class's, in place.
 *
 * @throws BoostingInputError when a label is of none of the classes.
 */
export function weighByClass({ labels, weights }: Labelled, classWeights: readonly number[]): void {
  for (const [row, label] of labels.entries()) {
    if (Number.isNaN(label)) continue;
    const classWeight = classWeights[label];
    if (classWeight === undefined) {
      throw new BoostingInputError(
        `Row ${row} has the label ${label}, and there are weights of ${classWeights.length} classes.`,
        "Give a weight for each class, numbered from 0, or none.",
      );
    }
    weights[row] = (weights[row] as number) * classWeight;
  }
}

/**
 * The rows with a label and some weight, ascending.
 *
 * @throws BoostingInputError when there is none, or a label or weight is impossible.
 */
export function usableRows({ labels, weights }: Labelled, objective: Objective, purpose: "training" | "validation"): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const weight = weights[row] as number;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new BoostingInputError(
        `The weight ${weight} of ${purpose} row ${row} is not a finite number from 0.`,
        "Give weights that are.",
      );
    }
    if (Number.isNaN(label) || weight === 0) continue;
    const rejection = Number.isFinite(label) ? objective.rejection(label) : "the label is infinite";
    if (rejection !== null)
      throw new BoostingInputError(`In ${purpose} row ${row} ${rejection}.`, `Give labels that ${objective.name} can explain.`);
    rows.push(row);
  }
  if (rows.length === 0) {
    throw new BoostingInputError(`No ${purpose} row has a label and a weight above 0.`, "Take a longer range of data.");
  }
  return Int32Array.from(rows);
}
