/**
 * The smallest value at or below which lies at least the share `level` of all weight: of repeated rows, the order statistic; it makes the weighted
 * pinball loss smallest. In linear time: quickselect, three ways (Dijkstra). Reorders both arrays.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, level: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let wanted = level * total;
  let begin = 0;
  let end = values.length;
  while (end - begin > 1) {
    const pivot = medianOfThree(values[begin] as number, values[(begin + end) >>> 1] as number, values[end - 1] as number);
    // Less than the pivot: begin…less; equal: less…greater; greater: greater…end.
    let less = begin;
    let greater = end;
    let lessWeight = 0;
    let equalWeight = 0;
    for (let i = begin; i < greater; ) {
      const value = values[i] as number;
      const weight = weights[i] as number;
      if (value > pivot) {
        greater--;
        swap(values, weights, i, greater);
        continue;
      }
      if (value < pivot) {
        lessWeight += weight;
        swap(values, weights, i, less);
        less++;
      } else equalWeight += weight;
      i++;
    }
    if (less > begin && wanted <= lessWeight) end = less;
    else if (greater === end || wanted <= lessWeight + equalWeight) return pivot;
    else {
      wanted -= lessWeight + equalWeight;
      begin = greater;
    }
  }
  return values[begin] as number;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float64Array, weights: Float64Array, i: number, j: number): void {
  const value = values[i] as number;
  const weight = weights[i] as number;
  values[i] = values[j] as number;
  weights[i] = weights[j] as number;
  values[j] = value;
  weights[j] = weight;
}
