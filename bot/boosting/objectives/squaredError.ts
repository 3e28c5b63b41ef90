import { type Objective, type ScoringObjective, weightedMean } from "./objective.ts";

/** Scores are the margins themselves. */
export const IDENTITY: ScoringObjective = { name: "reg:squarederror", parameters: { reg_loss_param: { scale_pos_weight: "1" } } };

/** ½ (margin − label)², XGBoost's reg:squarederror; the loss told is the mean squared error. */
export function squaredError(): Objective {
  return {
    name: "reg:squarederror",
    outputs: 1,
    scoredAs: IDENTITY,
    attributes: {},
    rejection: () => null,
    baseScore: (rows, { labels, weights }) => weightedMean(rows, weights, (row) => labels[row] as number),
    gradients(rows, { labels, weights }, margins, gradients) {
      for (const row of rows) {
        const weight = weights[row] as number;
        gradients[2 * row] = weight * ((margins[row] as number) - (labels[row] as number));
        gradients[2 * row + 1] = weight;
      }
    },
    loss: (rows, { labels, weights }, margins) =>
      weightedMean(rows, weights, (row) => ((margins[row] as number) - (labels[row] as number)) ** 2),
  };
}
