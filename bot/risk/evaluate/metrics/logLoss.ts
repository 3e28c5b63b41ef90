/**
 * The mean of −ln p of the class that came true, in nats: the logarithmic score (Good 1952), scikit-learn's `log_loss`. A probability counts
 * as at least the smallest step from 1, so that one impossible thing that happened does not make the mean infinite. NaN for no rows.
 *
 * @param outcome The class that came true.
 * @param probabilities rows × classes, row by row.
 */
export function logLoss(outcome: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const classes = probabilities.length / outcome.length;
  let sum = 0;
  for (let row = 0; row < outcome.length; row++) {
    sum -= Math.log(Math.max(Number.EPSILON, probabilities[row * classes + (outcome[row] as number)] as number));
  }
  return sum / outcome.length;
}
