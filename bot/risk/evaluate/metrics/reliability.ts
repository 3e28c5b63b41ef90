import { rankingOf } from "./ranking.ts";
import { wilsonInterval } from "./wilsonInterval.ts";

/** What came true of rows of which something similar was said. */
export interface ReliabilityBin {
  /** The mean probability that was said. */
  readonly predicted: number;
  /** The share that came true. */
  readonly observed: number;
  readonly count: number;
  /** Of the share, 95 % (Wilson). */
  readonly low: number;
  readonly high: number;
}

/**
 * A reliability diagram (Murphy and Winkler 1977): rows in bins of equal count by ascending probability, what was said and what came true in
 * each. Rows of equal probability stay together, so that bins are uneven, and fewer, where a calibrated model says the same of many.
 *
 * @param isPositive 0 or 1.
 */
export function reliability(probability: ArrayLike<number>, isPositive: ArrayLike<number>, bins: number): readonly ReliabilityBin[] {
  const { rows, ends } = rankingOf(probability);
  const result: ReliabilityBin[] = [];
  const binsFilled = (from: number): number => Math.floor(((rows.length - from) * bins) / rows.length);
  let until = rows.length;
  for (let group = ends.length - 1; group >= 0; group--) {
    const from = group === 0 ? 0 : (ends[group - 1] as number);
    if (binsFilled(from) === binsFilled(until)) continue;
    result.push(binOf(rows.subarray(from, until), probability, isPositive));
    until = from;
  }
  return result;
}

function binOf(rows: Int32Array, probability: ArrayLike<number>, isPositive: ArrayLike<number>): ReliabilityBin {
  let said = 0;
  let positives = 0;
  for (const row of rows) {
    said += probability[row] as number;
    positives += isPositive[row] as number;
  }
  const [low, high] = wilsonInterval(positives, rows.length);
  return { predicted: said / rows.length, observed: positives / rows.length, count: rows.length, low, high };
}
