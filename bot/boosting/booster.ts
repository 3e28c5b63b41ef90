import { FeatureCountError } from "./errors.ts";
import { type Link, linkOf } from "./objectives/links.ts";
import type { ScoringObjective } from "./objectives/objective.ts";
import { addMargins, type FlatTrees, flattenTrees } from "./scorer.ts";
import type { Tree } from "./tree.ts";

export interface BoosterParts {
  /** Features a row has. */
  readonly columns: number;
  /** Margins a row gets: one for each class, else one. */
  readonly outputs: number;
  /** Where margins begin, before the objective makes a margin of it (a probability for binary:logistic): one for all outputs or one for each. */
  readonly baseScores: readonly number[];
  readonly trees: readonly Tree[];
  readonly objective: ScoringObjective;
  /** One for each column, or none. */
  readonly featureNames: readonly string[];
  /** What else the file says, XGBoost's `attributes`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Boosted trees, trained here or read from XGBoost's JSON; it scores to the same bits as XGBoost before its objective's link. */
export class Booster implements BoosterParts {
  readonly columns: number;
  readonly outputs: number;
  readonly baseScores: readonly number[];
  readonly trees: readonly Tree[];
  readonly objective: ScoringObjective;
  readonly featureNames: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** The margins of a row before any tree. */
  readonly baseMargins: Float32Array;
  readonly #link: Link;
  readonly #flat: FlatTrees;

  /** @throws MalformedModelError when predictions of the objective are not known. */
  constructor(parts: BoosterParts) {
    this.columns = parts.columns;
    this.outputs = parts.outputs;
    this.baseScores = parts.baseScores;
    this.trees = parts.trees;
    this.objective = parts.objective;
    this.featureNames = parts.featureNames;
    this.attributes = parts.attributes;
    const link = linkOf(parts.objective.name);
    this.#link = link;
    this.baseMargins = baseMargins(parts.baseScores, parts.outputs, link);
    this.#flat = flattenTrees(parts.trees);
  }

  /**
   * Sums of leaves, before the objective's link.
   *
   * @param features Row by row, rows × columns; NaN is "not known".
   * @returns Row by row, rows × outputs.
   * @throws FeatureCountError when the rows have not the booster's columns.
   */
  predictMargins(features: Float32Array, rows: number): Float32Array {
    if (features.length !== rows * this.columns) throw new FeatureCountError(features.length / rows, this.columns);
    const margins = new Float32Array(rows * this.outputs);
    for (let row = 0; row < rows; row++) margins.set(this.baseMargins, row * this.outputs);
    addMargins(this.#flat, features, rows, this.columns, margins, this.outputs);
    return margins;
  }

  /** As `predictMargins`, in the objective's terms: values or probabilities. */
  predict(features: Float32Array, rows: number): Float32Array {
    const predictions = this.predictMargins(features, rows);
    this.#link.apply(predictions, this.outputs);
    return predictions;
  }
}

function baseMargins(baseScores: readonly number[], outputs: number, link: Link): Float32Array {
  return Float32Array.from({ length: outputs }, (_, output) => link.marginOf(baseScores[baseScores.length === 1 ? 0 : output] as number));
}
