import { type Ranking, rankedCounts, rankingOf } from "./ranking.ts";

/**
 * The area under the curve of precision over recall (PR-AUC) as average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores, descending,
 * without interpolation, which would flatter (Davis and Goadrich 2006); scikit-learn's `average_precision_score`. A score that knows nothing
 * has the base rate, a perfect one 1. NaN where nothing is positive.
 *
 * @param isPositive 0 or 1.
 * @param score The greater, the likelier positive; NaN ranks below everything else.
 */
export function averagePrecision(isPositive: ArrayLike<number>, score: ArrayLike<number>): number {
  return averagePrecisionOfRanking(rankingOf(score), isPositive);
}

/** The same of rows that have been ranked and, as in a bootstrap, may count several times or not at all. */
export function averagePrecisionOfRanking(ranking: Ranking, isPositive: ArrayLike<number>, weights?: Float64Array): number {
  const { truePositives, falsePositives } = rankedCounts(ranking, isPositive, weights);
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return Number.NaN;
  let area = 0;
  let before = 0;
  for (let group = 0; group < truePositives.length; group++) {
    const found = truePositives[group] as number;
    if (found > before) area += ((found - before) / positives) * (found / (found + (falsePositives[group] as number)));
    before = found;
  }
  return area;
}

/** The share of rows that are positive, which is the average precision of knowing nothing; NaN for no rows. */
export function baseRate(isPositive: ArrayLike<number>): number {
  let positives = 0;
  for (let row = 0; row < isPositive.length; row++) positives += isPositive[row] as number;
  return positives / isPositive.length;
}
