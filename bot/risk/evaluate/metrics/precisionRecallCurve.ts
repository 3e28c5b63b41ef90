import { rankedCounts, rankingOf } from "./ranking.ts";

/** What an alarm at one threshold would have found, and how much of it would have been right. */
export interface PrecisionRecall {
  readonly threshold: number;
  readonly recall: number;
  readonly precision: number;
}

/**
 * Precision and recall at each distinct score, descending, from what the greatest score finds to recall 1: scikit-learn's
 * `precision_recall_curve` in the other direction and without its end point at recall 0. Empty where nothing is positive.
 */
export function precisionRecallCurve(isPositive: ArrayLike<number>, score: ArrayLike<number>): readonly PrecisionRecall[] {
  const ranking = rankingOf(score);
  const { truePositives, falsePositives } = rankedCounts(ranking, isPositive);
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return [];
  const curve: PrecisionRecall[] = [];
  for (let group = 0; group < truePositives.length; group++) {
    const found = truePositives[group] as number;
    curve.push({
      threshold: ranking.thresholds[group] as number,
      recall: found / positives,
      precision: found / (found + (falsePositives[group] as number)),
    });
    if (found === positives) break;
  }
  return curve;
}
