import type { ClassProbabilities, Veto } from "../../core/risk.ts";
import { type ClassThresholds, classOf } from "../calibrate/classThresholds.ts";

/** Where classes begin on the scale. */
export const MEDIUM_SCORE = 33;
export const HIGH_SCORE = 66;
/** What nothing may be added to is never called quiet. */
export const CLOSED_SCORE = 50;
export const WORST_SCORE = 100;

/** Of the scale of class high, how much goes by P(medium or high): what is sure to be bad is worse than what may be nothing. */
const WORSE_WEIGHT = 0.1;

/**
 * Probabilities on a scale from 0 to 100 off which classes can be read: below 33 low, below 66 medium. P(high) is a few percent mostly, so the scale
 * is that of the thresholds t. With h = P(high), w = P(medium) + P(high):
 *
 * - low: 33 · (1 − (1 − h / t_high) · (1 − w / t_worse)), near 33 as either comes near its threshold;
 * - medium: 33 + 33 · (1 − (1 − h / t_high) · (1 − (w − t_worse) / (1 − t_worse)));
 * - high: 66 + 34 · (0.9 · √((h − t_high) / (1 − t_high)) + 0.1 · w), concave, since P(high) hardly ever is near 1.
 *
 * It rises with each of h and w, within a class and from class to class.
 */
export function probabilityScore(probabilities: ClassProbabilities, thresholds: ClassThresholds): number {
  const { high } = probabilities;
  const worse = 1 - probabilities.low;
  const either = (one: number, other: number) => 1 - (1 - one) * (1 - other);
  switch (classOf(probabilities, thresholds)) {
    case "low":
      return MEDIUM_SCORE * either(high / thresholds.high, worse / thresholds.mediumOrHigh);
    case "medium":
      return MEDIUM_SCORE + (HIGH_SCORE - MEDIUM_SCORE) * either(high / thresholds.high, beyond(worse, thresholds.mediumOrHigh));
    case "high":
      return (
        HIGH_SCORE + (WORST_SCORE - HIGH_SCORE) * ((1 - WORSE_WEIGHT) * Math.sqrt(beyond(high, thresholds.high)) + WORSE_WEIGHT * worse)
      );
  }
}

/** How far a probability is from its threshold to one. */
function beyond(probability: number, threshold: number): number {
  return threshold < 1 ? Math.min(1, (probability - threshold) / (1 - threshold)) : 1;
}

/** With vetoes: an "exit" is 100, a "close" at least 50. Null where neither model nor veto says anything. */
export function riskScale(
  probabilities: ClassProbabilities | null,
  thresholds: ClassThresholds | null,
  vetoes: readonly Veto[],
): number | null {
  if (vetoes.some(({ effect }) => effect === "exit")) return WORST_SCORE;
  const score = probabilities === null || thresholds === null ? null : probabilityScore(probabilities, thresholds);
  if (vetoes.length > 0) return Math.max(CLOSED_SCORE, score ?? 0);
  return score;
}
