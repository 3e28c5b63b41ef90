import { sigmoid } from "./links.ts";
import { type Objective, weightedMean } from "./objective.ts";

/** XGBoost's least hessian: a row that is already certain still counts as something. */
export const LEAST_HESSIAN = 1e-16;

/** Log loss of labels in 0…1 (a class, or a probability), XGBoost's binary:logistic. */
export function binaryLogistic(): Objective {
  return {
    name: "binary:logistic",
    outputs: 1,
    scoredAs: { name: "binary:logistic", parameters: { reg_loss_param: { scale_pos_weight: "1" } } },
    attributes: {},
    rejection: (label) => (label >= 0 && label <= 1 ? null : `the label ${label} is not between 0 and 1`),
    baseScore(rows, { labels, weights }) {
      // Of labels of one class only, the margin would be infinite.
      return Math.min(
        Math.max(
          weightedMean(rows, weights, (row) => labels[row] as number),
          1e-6,
        ),
        1 - 1e-6,
      );
    },
    gradients(rows, { labels, weights }, margins, gradients) {
      for (const row of rows) {
        const weight = weights[row] as number;
        const probability = sigmoid(margins[row] as number);
        gradients[2 * row] = weight * (probability - (labels[row] as number));
        gradients[2 * row + 1] = weight * Math.max(probability * (1 - probability), LEAST_HESSIAN);
      }
    },
    // −[y log p + (1 − y) log(1 − p)] in terms of the margin m: log(1 + eᵐ) − y m, written so that nothing overflows.
    loss: (rows, { labels, weights }, margins) =>
      weightedMean(rows, weights, (row) => {
        const margin = margins[row] as number;
        return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - (labels[row] as number) * margin;
      }),
  };
}
