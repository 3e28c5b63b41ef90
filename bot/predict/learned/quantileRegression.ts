/** What to fit: inputs row by row, width columns; rows whose target is NaN are left out. */
export interface QuantileRegression {
  readonly inputs: Float64Array;
  readonly width: number;
  readonly targets: Float64Array;
  readonly weights: ArrayLike<number>;
  readonly level: number;
}

const ITERATIONS = 60;
/** Residuals are smoothed by this at first, and less each time: the fit ends at the corner of the pinball loss. */
const FIRST_SMOOTHING = 0.1;
const LAST_SMOOTHING = 1e-4;
const RIDGE = 1e-6;

/**
 * Linear quantile regression (Koenker and Bassett 1978) by iteratively reweighted least squares on the smoothed check function (Hunter and
 * Lange 2000, an MM algorithm: each step lowers the smoothed loss). Deterministic.
 *
 * @returns The coefficients and the weighted mean pinball loss they leave.
 */
export function quantileRegression({ inputs, width, targets, weights, level }: QuantileRegression) {
  const rows = targets.length;
  let coefficients = new Float64Array(width);
  const shrink = (LAST_SMOOTHING / FIRST_SMOOTHING) ** (1 / (ITERATIONS - 1));
  for (let iteration = 0, smoothing = FIRST_SMOOTHING; iteration < ITERATIONS; iteration++, smoothing *= shrink) {
    const normal = new Float64Array(width * width);
    const right = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      const target = targets[row] as number;
      if (Number.isNaN(target)) continue;
      const residual = target - dot(inputs, row * width, coefficients);
      // Hunter and Lange's majoriser of the check function: r²/(4(ε+|r|)) + (level − ½)r.
      const weight = (weights[row] as number) / (2 * (smoothing + Math.abs(residual)));
      const pull = weight * target + (weights[row] as number) * (level - 0.5);
      for (let a = 0; a < width; a++) {
        const input = inputs[row * width + a] as number;
        right[a] = (right[a] as number) + input * pull;
        for (let b = 0; b <= a; b++) {
          normal[a * width + b] = (normal[a * width + b] as number) + weight * input * (inputs[row * width + b] as number);
        }
      }
    }
    coefficients = solveSymmetric(normal, right, width);
  }
  return { coefficients, loss: meanPinball({ inputs, width, targets, weights, level }, coefficients) };
}

function meanPinball({ inputs, width, targets, weights, level }: QuantileRegression, coefficients: Float64Array): number {
  let loss = 0;
  let total = 0;
  for (let row = 0; row < targets.length; row++) {
    const residual = (targets[row] as number) - dot(inputs, row * width, coefficients);
    if (Number.isNaN(residual)) continue;
    loss += (weights[row] as number) * Math.max(level * residual, (level - 1) * residual);
    total += weights[row] as number;
  }
  return loss / total;
}

function dot(inputs: Float64Array, start: number, coefficients: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum += (inputs[start + i] as number) * (coefficients[i] as number);
  return sum;
}

/** Solves A x = b by Cholesky, A given by its lower half and made a little larger on the diagonal, so that it has a solution. */
function solveSymmetric(lower: Float64Array, b: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const factor = Float64Array.from(lower);
  for (let i = 0; i < width; i++) factor[i * width + i] = (factor[i * width + i] as number) * (1 + RIDGE) + RIDGE;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * width + j] as number;
      for (let k = 0; k < j; k++) sum -= (factor[i * width + k] as number) * (factor[j * width + k] as number);
      factor[i * width + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * width + j] as number);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (factor[i * width + k] as number) * (x[k] as number);
    x[i] = (x[i] as number) / (factor[i * width + i] as number);
  }
  for (let i = width - 1; i >= 0; i--) {
    for (let k = i + 1; k < width; k++) x[i] = (x[i] as number) - (factor[k * width + i] as number) * (x[k] as number);
    x[i] = (x[i] as number) / (factor[i * width + i] as number);
  }
  return x;
}
