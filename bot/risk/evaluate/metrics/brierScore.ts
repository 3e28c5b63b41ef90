/**
 * Brier's score for several classes: the mean over rows of Σₖ (pₖ − yₖ)², from 0 (certain and right) to 2 (certain and wrong); Brier 1950,
 * "Verification of Forecasts Expressed in Terms of Probability". NaN for no rows.
 *
 * @param outcome The class that came true.
 * @param probabilities rows × classes, row by row.
 */
export function brierScore(outcome: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const classes = probabilities.length / outcome.length;
  let sum = 0;
  for (let row = 0; row < outcome.length; row++) {
    for (let k = 0; k < classes; k++) {
      sum += ((probabilities[row * classes + k] as number) - Number(outcome[row] === k)) ** 2;
    }
  }
  return sum / outcome.length;
}

/** By how much of the reference's score a forecast is better: 1 is perfect, 0 no better, negative worse. NaN where the reference is perfect. */
export function brierSkill(score: number, referenceScore: number): number {
  return referenceScore === 0 ? Number.NaN : 1 - score / referenceScore;
}

/**
 * The forecast that says of every row how often each class came true before; what any model has to beat.
 *
 * @param shares Of each class in the training part, never in the rows that are judged: else it would know their future.
 */
export function baseRateForecast(shares: readonly number[], rows: number): Float64Array {
  return Float64Array.from({ length: rows * shares.length }, (_value, i) => shares[i % shares.length] as number);
}
