import { rankedCounts, rankingOf } from "./ranking.ts";

/** What is found if false alarms are kept to a rate. */
export interface RecallAtRate {
  /** The share of positives at or above the threshold; NaN where nothing is positive. */
  readonly recall: number;
  /** The lowest score that keeps to the rate: an alarm is what scores at least so high. Infinity where even the highest does not. */
  readonly threshold: number;
  /** The share of negatives at or above the threshold: at most the rate asked for, less where scores are equal. */
  readonly falseAlarmRate: number;
}

/**
 * Recall at the lowest threshold whose false positive rate is at most `rate`: a point of the ROC curve, as scikit-learn's `roc_curve` has
 * it. Rows of equal score are above the threshold together or not at all.
 *
 * @param isPositive 0 or 1.
 * @param score The greater, the likelier positive; NaN is never an alarm.
 */
export function recallAtFalseAlarmRate(isPositive: ArrayLike<number>, score: ArrayLike<number>, rate: number): RecallAtRate {
  const ranking = rankingOf(score);
  const { truePositives, falsePositives } = rankedCounts(ranking, isPositive);
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  const rateAt = (group: number): number => (negatives === 0 ? 0 : (falsePositives[group] as number) / negatives);
  let chosen = -1;
  for (let group = 0; group < ranking.ends.length && rateAt(group) <= rate; group++) {
    if ((ranking.thresholds[group] as number) > Number.NEGATIVE_INFINITY) chosen = group;
  }
  if (chosen < 0) return { recall: positives === 0 ? Number.NaN : 0, threshold: Number.POSITIVE_INFINITY, falseAlarmRate: 0 };
  return {
    recall: (truePositives[chosen] as number) / positives,
    threshold: ranking.thresholds[chosen] as number,
    falseAlarmRate: rateAt(chosen),
  };
}
