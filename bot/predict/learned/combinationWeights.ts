import { QUANTILE_LEVELS } from "./samples.ts";

/** Forecasts of members for the same rows at one horizon: each rows × levels, in z. */
export interface MemberForecasts {
  readonly members: readonly Float32Array[];
  /** z that came true, one a row; none is NaN. */
  readonly targets: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

const ITERATIONS = 200;
const FIRST_STEP = 0.5;

/**
 * How much each member is to count in a weighted mean of quantiles, at least zero each and (rounding aside) one at most together: the weights of least mean
 * pinball loss, by exponentiated gradient (Kivinen and Warmuth 1997) from equal weights, persistence being one more member whose quantiles
 * are all zero. The loss is convex in the weights; the best weights met on the way are the answer.
 */
export function combinationWeights({ members, targets, weights }: MemberForecasts): readonly number[] {
  const size = members.length + 1;
  let current = new Float64Array(size).fill(1 / size);
  let best = { loss: Number.POSITIVE_INFINITY, weights: current };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { loss, gradient } = lossAndGradient({ members, targets, weights }, current);
    if (loss < best.loss) best = { loss, weights: current };
    const scale = Math.max(...gradient.map(Math.abs), Number.MIN_VALUE);
    const step = FIRST_STEP / Math.sqrt(1 + iteration);
    const raised = current.map((weight, member) => weight * Math.exp((-step * (gradient[member] as number)) / scale));
    const total = raised.reduce((sum, weight) => sum + weight, 0);
    current = raised.map((weight) => weight / total);
  }
  return rounded([...best.weights.subarray(0, members.length)]);
}

function lossAndGradient({ members, targets, weights }: MemberForecasts, current: Float64Array) {
  const group = QUANTILE_LEVELS.length;
  const gradient = new Float64Array(current.length);
  let loss = 0;
  let total = 0;
  for (let row = 0; row < targets.length; row++) {
    const weight = weights[row] as number;
    total += weight;
    for (let k = 0; k < group; k++) {
      let forecast = 0;
      for (let m = 0; m < members.length; m++)
        forecast += (current[m] as number) * ((members[m] as Float32Array)[row * group + k] as number);
      const error = (targets[row] as number) - forecast;
      const slope = error > 0 ? (QUANTILE_LEVELS[k] as number) : (QUANTILE_LEVELS[k] as number) - 1;
      loss += weight * slope * error;
      for (let m = 0; m < members.length; m++) {
        gradient[m] = (gradient[m] as number) - weight * slope * ((members[m] as Float32Array)[row * group + k] as number);
      }
    }
  }
  const count = Math.max(total * group, Number.MIN_VALUE);
  return { loss: loss / count, gradient: gradient.map((value) => value / count) };
}

/** To a thousandth: the same weights whatever the machine's last bits; less than a hundredth is none. */
function rounded(weights: readonly number[]): readonly number[] {
  return weights.map((weight) => (weight < 0.01 ? 0 : Math.round(weight * 1000) / 1000));
}
