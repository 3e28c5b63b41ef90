/** The last value of a step series at each moment, both ascending; NaN before its first, and where that is older than `longestSeconds`. */
export function stepColumn(
  moments: Float64Array,
  { timeSeconds, value }: { readonly timeSeconds: Float64Array; readonly value: Float64Array },
  longestSeconds = Number.POSITIVE_INFINITY,
): Float64Array {
  const column = new Float64Array(moments.length);
  let last = -1;
  for (let s = 0; s < moments.length; s++) {
    const now = moments[s] as number;
    while (last + 1 < timeSeconds.length && (timeSeconds[last + 1] as number) <= now) last += 1;
    const isKnown = last >= 0 && now - (timeSeconds[last] as number) <= longestSeconds;
    column[s] = isKnown ? (value[last] as number) : Number.NaN;
  }
  return column;
}

/** The last value that is one, at each moment; NaN before there is any. */
export function carriedForward(column: Float64Array): Float64Array {
  let last = Number.NaN;
  return column.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
