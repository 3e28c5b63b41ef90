/**
 * A deviation of daily returns below it is rounding, not variation: doubles of about one are exact to 2e-16, and no market is as steady as
 * 2e-11 a year. A ratio to it would say nothing.
 */
export const LEAST_DEVIATION = 1e-12;

/** NaN without values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Of a sample: with n − 1 below (ddof 1). NaN for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  return Math.sqrt((centralMoment(values, 2) * values.length) / (values.length - 1));
}

/** m₃ / m₂^1.5 of central moments over n (Joanes and Gill 1998, g₁). NaN without variation. */
export function skewness(values: ArrayLike<number>): number {
  return centralMoment(values, 3) / centralMoment(values, 2) ** 1.5;
}

/** m₄ / m₂² of central moments over n: the raw one, 3 for a normal distribution. NaN without variation. */
export function kurtosis(values: ArrayLike<number>): number {
  return centralMoment(values, 4) / centralMoment(values, 2) ** 2;
}

function centralMoment(values: ArrayLike<number>, order: number): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - middle) ** order;
  return sum / values.length;
}
