import { columnOf, mediumOrWorse } from "../evaluate/rows.ts";
import { fitLogisticMap, type LogisticMap, logisticMapAt } from "./logisticMap.ts";

/** What a classifier's probabilities turned out to mean, by two questions that are in order: how bad can it get at least? Plain JSON. */
export interface ClassCalibration {
  /** Of P(high). */
  readonly high: LogisticMap;
  /** Of P(medium) + P(high). */
  readonly mediumOrHigh: LogisticMap;
}

/**
 * One map against the rest for each question.
 *
 * @param outcome 0 low, 1 medium, 2 high.
 * @param probabilities Of rows that the model was not trained on (out of fold); rows × 3, row by row.
 */
export function fitClassCalibration(outcome: Uint8Array, probabilities: Float64Array): ClassCalibration {
  return {
    high: fitLogisticMap(
      columnOf(probabilities, 2),
      outcome.map((k) => Number(k === 2)),
    ),
    mediumOrHigh: fitLogisticMap(
      mediumOrWorse(probabilities),
      outcome.map((k) => Number(k >= 1)),
    ),
  };
}

/** What to make of probabilities: rows × 3 again, each row together one. Where the maps contradict each other, high is believed. */
export function calibrateClasses({ high, mediumOrHigh }: ClassCalibration, probabilities: Float64Array): Float64Array {
  const highs = columnOf(probabilities, 2);
  const worse = mediumOrWorse(probabilities);
  const calibrated = new Float64Array(probabilities.length);
  for (let row = 0; row < highs.length; row++) {
    const pHigh = logisticMapAt(high, highs[row] as number);
    const pMediumOrHigh = Math.max(pHigh, logisticMapAt(mediumOrHigh, worse[row] as number));
    calibrated[3 * row] = 1 - pMediumOrHigh;
    calibrated[3 * row + 1] = pMediumOrHigh - pHigh;
    calibrated[3 * row + 2] = pHigh;
  }
  return calibrated;
}
