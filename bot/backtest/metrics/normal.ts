/** From here on the tail's continued fraction converges faster than the series. */
const TAIL = 3;
/** Enough of both for double precision on either side of the tail's beginning. */
const TERMS = 100;
const HALLEY_STEPS = 3;

/** φ(x), the density of the standard normal distribution. */
function normalDensity(x: number): number {
  return Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ(x), the standard normal distribution: by its series (Marsaglia 2004, "Evaluating the Normal Distribution"), its tails by the continued
 * fraction of Laplace (Abramowitz and Stegun 26.2.14). Good to 1e-15, the far lower tail to 1e-13 of itself.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x >= TAIL) return 1 - upperTail(x);
  if (x <= -TAIL) return upperTail(-x);
  let term = x;
  let sum = x;
  for (let k = 1; k <= TERMS; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** 1 − Φ(x) = φ(x) / (x + 1 / (x + 2 / (x + …))), x > 0. */
function upperTail(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  let denominator = x;
  for (let k = TERMS; k >= 1; k--) denominator = x + k / denominator;
  return normalDensity(x) / denominator;
}

/**
 * Φ⁻¹(p): the rational approximation of Abramowitz and Stegun 26.2.23, wrong by less than 4.5e-4, made exact by steps of Halley's method on
 * Φ(x) − p. Infinite at 0 and 1, NaN outside.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0) return Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(probability));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let i = 0; i < HALLEY_STEPS; i++) {
    const step = (normalCdf(x) - probability) / normalDensity(x);
    x -= step / (1 + (x * step) / 2);
  }
  return x;
}
