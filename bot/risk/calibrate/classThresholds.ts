import { type ClassProbabilities, RISK_CLASSES, type RiskClass } from "../../core/risk.ts";
import { recallAtFalseAlarmRate } from "../evaluate/metrics/recallAtFalseAlarmRate.ts";
import { columnOf, mediumOrWorse } from "../evaluate/rows.ts";

/** From which probability on a class is said. Plain JSON. */
export interface ClassThresholds {
  /** Of P(high). */
  readonly high: number;
  /** Of P(medium) + P(high). */
  readonly mediumOrHigh: number;
}

/** How much of what stays harmless may be called so bad. */
export interface FalseAlarmRates {
  readonly high: number;
  readonly mediumOrHigh: number;
}

export const FALSE_ALARM_RATES: FalseAlarmRates = { high: 0.03, mediumOrHigh: 0.2 };

/** No probability reaches it, and JSON can say it. */
const NEVER = 2;
/** Of a classifier whose thresholds are not known yet: all is low. */
export const NOTHING_SAID: ClassThresholds = { high: NEVER, mediumOrHigh: NEVER };

/**
 * The lowest thresholds that keep to the rates on past rows: false alarms are what costs a keeper yield and gas every day, and so it is they
 * that are fixed, not recall.
 *
 * @param outcome 0 low, 1 medium, 2 high.
 * @param probabilities Calibrated, of rows that neither the model nor its calibration will be judged on; rows × 3.
 */
export function thresholdsAt(
  outcome: Uint8Array,
  probabilities: Float64Array,
  rates: FalseAlarmRates = FALSE_ALARM_RATES,
): ClassThresholds {
  const threshold = (least: number, probability: Float64Array, rate: number): number =>
    Math.min(
      NEVER,
      recallAtFalseAlarmRate(
        outcome.map((k) => Number(k >= least)),
        probability,
        rate,
      ).threshold,
    );
  return {
    high: threshold(2, columnOf(probabilities, 2), rates.high),
    mediumOrHigh: threshold(1, mediumOrWorse(probabilities), rates.mediumOrHigh),
  };
}

/** The class to say, the worse first. */
export function classOf({ low, high }: ClassProbabilities, thresholds: ClassThresholds): RiskClass {
  if (high >= thresholds.high) return "high";
  // As the thresholds were found: from `low`, since a sum of the others rounds differently.
  return 1 - low >= thresholds.mediumOrHigh ? "medium" : "low";
}

/** The same of many rows, as `RISK_CLASSES` counts. */
export function classesOf(probabilities: Float64Array, thresholds: ClassThresholds): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / 3 }, (_value, row) => {
    const [low, medium, high] = probabilities.subarray(3 * row, 3 * row + 3) as unknown as [number, number, number];
    return RISK_CLASSES.indexOf(classOf({ low, medium, high }, thresholds));
  });
}
