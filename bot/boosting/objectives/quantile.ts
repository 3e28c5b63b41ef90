import { BoostingInputError } from "../errors.ts";
import { type Objective, weightedMean } from "./objective.ts";
import { IDENTITY } from "./squaredError.ts";
import { weightedQuantile } from "./weightedQuantile.ts";

/**
 * The pinball loss (Koenker and Bassett 1978) at a level between 0 and 1. Its gradient says only on which side of the margin a label lies, so trees
 * take their structure from the gradient and their leaves from the labels: the weighted quantile of what is left to explain (Friedman,
 * Greedy function approximation, 2001, algorithm 3; as LightGBM and scikit-learn do).
 */
export function quantile(level: number): Objective {
  if (!(level > 0 && level < 1)) {
    throw new BoostingInputError(`${level} is not a quantile's level.`, "Give a level between 0 and 1, such as 0.9.");
  }
  return {
    name: "reg:quantileerror",
    outputs: 1,
    // XGBoost knows reg:quantileerror only since 2.0; to score, any identity does.
    scoredAs: IDENTITY,
    attributes: { trained_objective: "reg:quantileerror", quantile_alpha: String(level) },
    rejection: () => null,
    baseScore(rows, { labels, weights }) {
      return weightedQuantile(
        Float64Array.from(rows, (row) => labels[row] as number),
        Float64Array.from(rows, (row) => weights[row] as number),
        level,
      );
    },
    gradients(rows, { labels, weights }, margins, gradients) {
      for (const row of rows) {
        const weight = weights[row] as number;
        gradients[2 * row] = weight * ((labels[row] as number) > (margins[row] as number) ? -level : 1 - level);
        gradients[2 * row + 1] = weight;
      }
    },
    leafOptimum({ rowList, begin, end, labels, weights, margins }) {
      const residuals = new Float64Array(end - begin);
      const residualWeights = new Float64Array(end - begin);
      for (let i = begin; i < end; i++) {
        const row = rowList[i] as number;
        residuals[i - begin] = (labels[row] as number) - (margins[row] as number);
        residualWeights[i - begin] = weights[row] as number;
      }
      return weightedQuantile(residuals, residualWeights, level);
    },
    loss: (rows, { labels, weights }, margins) =>
      weightedMean(rows, weights, (row) => {
        const residual = (labels[row] as number) - (margins[row] as number);
        return residual > 0 ? level * residual : (level - 1) * residual;
      }),
  };
}
