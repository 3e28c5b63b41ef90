import { BoostingInputError } from "../errors.ts";
import { LEAST_HESSIAN } from "./logistic.ts";
import { type Objective, weightedMean } from "./objective.ts";

/** Log loss of classes 0…classes − 1 under a softmax of one margin a class, XGBoost's multi:softprob. */
export function softmax(classes: number): Objective {
  if (!(Number.isInteger(classes) && classes >= 2)) {
    throw new BoostingInputError(`There cannot be ${classes} classes.`, "Give at least two classes, numbered from 0.");
  }
  const exponentials = new Float64Array(classes);
  return {
    name: "multi:softprob",
    outputs: classes,
    scoredAs: { name: "multi:softprob", parameters: { softmax_multiclass_param: { num_class: String(classes) } } },
    attributes: {},
    rejection: (label) =>
      Number.isInteger(label) && label >= 0 && label < classes ? null : `the label ${label} is not a class from 0 to ${classes - 1}`,
    // The same number for all classes says nothing.
    baseScore: () => 0.5,
    gradients(rows, { labels, weights }, margins, gradients) {
      const rowCount = labels.length;
      for (const row of rows) {
        const weight = weights[row] as number;
        const label = labels[row] as number;
        const base = row * classes;
        let highest = margins[base] as number;
        for (let k = 1; k < classes; k++) highest = Math.max(highest, margins[base + k] as number);
        let sum = 0;
        for (let k = 0; k < classes; k++) {
          const exponential = Math.exp((margins[base + k] as number) - highest);
          exponentials[k] = exponential;
          sum += exponential;
        }
        for (let k = 0; k < classes; k++) {
          const probability = (exponentials[k] as number) / sum;
          const at = 2 * (k * rowCount + row);
          gradients[at] = weight * (probability - (k === label ? 1 : 0));
          // Twice the diagonal of the Hessian, as XGBoost: it bounds the whole matrix, of which the diagonal alone is too little.
          gradients[at + 1] = weight * Math.max(2 * probability * (1 - probability), LEAST_HESSIAN);
        }
      }
    },
    loss: (rows, { labels, weights }, margins) =>
      weightedMean(rows, weights, (row) => {
        const base = row * classes;
        let highest = margins[base] as number;
        for (let k = 1; k < classes; k++) highest = Math.max(highest, margins[base + k] as number);
        let sum = 0;
        for (let k = 0; k < classes; k++) sum += Math.exp((margins[base + k] as number) - highest);
        return Math.log(sum) + highest - (margins[base + (labels[row] as number)] as number);
      }),
  };
}
