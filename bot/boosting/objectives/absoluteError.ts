import { type Objective, weightedMean } from "./objective.ts";
import { quantile } from "./quantile.ts";

/**
 * |label − margin|, XGBoost's reg:absoluteerror (which its releases before 1.7 do not load). Twice the pinball loss at one half: it starts from the
 * median, and a leaf says the median of what is left to explain.
 */
export function absoluteError(): Objective {
  return {
    ...quantile(0.5),
    name: "reg:absoluteerror",
    scoredAs: { name: "reg:absoluteerror", parameters: {} },
    attributes: {},
    gradients(rows, { labels, weights }, margins, gradients) {
      for (const row of rows) {
        const weight = weights[row] as number;
        gradients[2 * row] = weight * Math.sign((margins[row] as number) - (labels[row] as number));
        gradients[2 * row + 1] = weight;
      }
    },
    loss: (rows, { labels, weights }, margins) =>
      weightedMean(rows, weights, (row) => Math.abs((labels[row] as number) - (margins[row] as number))),
  };
}
