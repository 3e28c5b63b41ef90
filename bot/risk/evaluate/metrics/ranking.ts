/** Rows from the greatest score to the least, in groups of equal scores: no threshold tells the rows of a group apart. */
export interface Ranking {
  readonly rows: Int32Array;
  /** One past the last of each group's rows, counting into `rows`. */
  readonly ends: Int32Array;
  /** The score of each group: who is at least so high is above the threshold. */
  readonly thresholds: Float64Array;
}

/** How much lies at or above each of a ranking's thresholds. */
export interface RankedCounts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/** @param score The greater, the likelier positive; NaN ranks below everything else. */
export function rankingOf(score: ArrayLike<number>): Ranking {
  const scores = Float64Array.from(score, (value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  const at = (row: number): number => scores[row] as number;
  const rows = Int32Array.from(scores, (_value, row) => row).sort((a, b) => (at(a) === at(b) ? a - b : at(a) < at(b) ? 1 : -1));
  const ends: number[] = [];
  for (let i = 1; i <= rows.length; i++) {
    if (i === rows.length || at(rows[i] as number) !== at(rows[i - 1] as number)) ends.push(i);
  }
  return { rows, ends: Int32Array.from(ends), thresholds: Float64Array.from(ends, (end) => at(rows[end - 1] as number)) };
}

/** @param weights How often each row counts; once, if not given. */
export function rankedCounts({ rows, ends }: Ranking, isPositive: ArrayLike<number>, weights?: Float64Array): RankedCounts {
  const truePositives = new Float64Array(ends.length);
  const falsePositives = new Float64Array(ends.length);
  let positives = 0;
  let negatives = 0;
  let next = 0;
  for (let group = 0; group < ends.length; group++) {
    for (; next < (ends[group] as number); next++) {
      const row = rows[next] as number;
      const weight = weights === undefined ? 1 : (weights[row] as number);
      if (isPositive[row] === 1) positives += weight;
      else negatives += weight;
    }
    truePositives[group] = positives;
    falsePositives[group] = negatives;
  }
  return { truePositives, falsePositives };
}
