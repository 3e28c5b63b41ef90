/** Puts each group of `width` values into ascending order, in place: quantiles that were estimated one by one may cross (Chernozhukov et al. 2010). */
export function ascendWithinGroups(values: Float32Array, width: number): Float32Array {
  for (let start = 0; start < values.length; start += width) values.subarray(start, start + width).sort();
  return values;
}
