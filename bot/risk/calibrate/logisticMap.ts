/** What a probability turned out to mean: P' = 1 / (1 + exp(−(intercept + slope · logit P))). Plain JSON. */
export interface LogisticMap {
  readonly intercept: number;
  /** Never below 0: what is more likely stays more likely. */
  readonly slope: number;
}

/** Probabilities nearer to 0 or 1 count as so near, so that their logits are finite. */
const NEAREST = 1e-9;
const MOST_STEPS = 100;
/** Holds the map near the identity where there is next to nothing to learn from, as one row would. */
const PRIOR_WEIGHT = 1;

/**
 * The map of least log loss on rows a model was not trained on (Platt, Probabilistic outputs for support vector machines, 1999; on the
 * logit, which makes it temperature scaling with an offset: Guo et al., On calibration of modern neural networks, 2017), by Newton's
 * method. It keeps the order of rows, of which isotonic maps make ties.
 *
 * @param probability Of each row, as the model gave it.
 * @param isPositive 1 where it came true.
 */
export function fitLogisticMap(probability: ArrayLike<number>, isPositive: ArrayLike<number>): LogisticMap {
  const x = Float64Array.from(probability, logit);
  let intercept = 0;
  let slope = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    let gradient0 = PRIOR_WEIGHT * intercept;
    let gradient1 = PRIOR_WEIGHT * (slope - 1);
    let hessian00 = PRIOR_WEIGHT;
    let hessian01 = 0;
    let hessian11 = PRIOR_WEIGHT;
    for (let i = 0; i < x.length; i++) {
      const at = x[i] as number;
      const mapped = sigmoid(intercept + slope * at);
      const error = mapped - (isPositive[i] as number);
      const weight = mapped * (1 - mapped);
      gradient0 += error;
      gradient1 += error * at;
      hessian00 += weight;
      hessian01 += weight * at;
      hessian11 += weight * at * at;
    }
    const determinant = hessian00 * hessian11 - hessian01 * hessian01;
    const change0 = (hessian11 * gradient0 - hessian01 * gradient1) / determinant;
    const change1 = (hessian00 * gradient1 - hessian01 * gradient0) / determinant;
    // Far from the optimum Newton's step is too long: the curve is flat there.
    const length = Math.max(1, Math.abs(change0), Math.abs(change1));
    intercept -= change0 / length;
    slope -= change1 / length;
    if (Math.abs(change0) + Math.abs(change1) < 1e-12) break;
  }
  return slope >= 0 ? { intercept, slope } : { intercept: logit(mean(isPositive)), slope: 0 };
}

export function logisticMapAt({ intercept, slope }: LogisticMap, probability: number): number {
  return sigmoid(intercept + slope * logit(probability));
}

function logit(probability: number): number {
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(inside / (1 - inside));
}

function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}
