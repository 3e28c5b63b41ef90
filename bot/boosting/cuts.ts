/**
 * Where a column is cut into at most `maxBins` bins of about equal weight: ascending float32 thresholds, each half-way between two values that
 * occur. Bin b holds the values x with cuts[b − 1] ≤ x < cuts[b]. A column of few distinct values is cut between all of them; a value heavier
 * than a bin's share has a bin of its own.
 *
 * @param sorted The column's known values, ascending.
 */
export function quantileCuts(sorted: Float32Array, maxBins: number): Float32Array {
  const distinct = countDistinct(sorted);
  const cuts: number[] = [];
  let binCount = 0;
  let remaining = sorted.length;
  for (let begin = 0; begin < sorted.length; ) {
    const value = sorted[begin] as number;
    let end = begin + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    const share = distinct <= maxBins ? 0 : remaining / (maxBins - cuts.length);
    // Cut before the value where the bin comes nearer to its share without it than with it.
    if (begin > 0 && cuts.length < maxBins - 1 && binCount > 0 && binCount + (end - begin) / 2 > share) {
      cuts.push(between(sorted[begin - 1] as number, value));
      remaining -= binCount;
      binCount = 0;
    }
    binCount += end - begin;
    begin = end;
  }
  return Float32Array.from(cuts);
}

/** How many cuts are ≤ value: its bin. */
export function binOf(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countDistinct(sorted: Float32Array): number {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
  return count;
}

/** A float32 above `lower` and not above `upper`: neighbouring floats have none between them. */
function between(lower: number, upper: number): number {
  const middle = Math.fround(lower + (upper - lower) / 2);
  return middle > lower ? middle : upper;
}
