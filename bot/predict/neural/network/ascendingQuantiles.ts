/**
 * How quantiles that cannot cross come out of a network's last layer: of each group of levels, the median is taken as it is, and every
 * other is the distance, after softplus, to its neighbour toward the median.
 */

/** @param levels Ascending, 0.5 among them. */
export function medianIndex(levels: readonly number[]): number {
  const index = levels.indexOf(0.5);
  if (index < 0) throw new Error(`there is no median among the levels ${levels.join(", ")}`);
  return index;
}

/** Turns groups of `levels` outputs into ascending quantiles. */
export function ascendingQuantiles(outputs: Float32Array, levels: readonly number[]): Float32Array {
  const size = levels.length;
  const middle = medianIndex(levels);
  const quantiles = new Float32Array(outputs.length);
  for (let group = 0; group < outputs.length; group += size) {
    const median = outputs[group + middle] as number;
    quantiles[group + middle] = median;
    let quantile = median;
    for (let i = middle + 1; i < size; i++) {
      quantile += softplus(outputs[group + i] as number);
      quantiles[group + i] = quantile;
    }
    quantile = median;
    for (let i = middle - 1; i >= 0; i--) {
      quantile -= softplus(outputs[group + i] as number);
      quantiles[group + i] = quantile;
    }
  }
  return quantiles;
}

/**
 * The same as a matrix: quantiles = mixed · matrix, where `mixed` is the median beside the distances.
 *
 * @returns levels × levels, row by row.
 */
export function accumulationMatrix(levels: readonly number[]): Float32Array {
  const size = levels.length;
  const middle = medianIndex(levels);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const distance = Math.floor(i / size);
    const level = i % size;
    if (distance === middle) return 1;
    if (distance > middle) return level >= distance ? 1 : 0;
    return level <= distance ? -1 : 0;
  });
}

/** The outputs that give those quantiles, which must ascend; neighbours that are equal are drawn a little apart. */
export function outputsFor(quantiles: readonly number[], levels: readonly number[]): readonly number[] {
  const middle = medianIndex(levels);
  return quantiles.map((quantile, i) => {
    if (i === middle) return quantile;
    const distance = Math.abs(quantile - (quantiles[i < middle ? i + 1 : i - 1] as number));
    return inverseSoftplus(Math.max(distance, 1e-3));
  });
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

const inverseSoftplus = (y: number) => y + Math.log(-Math.expm1(-y));
