/**
 * What variance costs: ½ xᵀQx is taken off what the positions x are worth. Q is symmetric and positive semi-definite, in value per token², its
 * rows in the order of the markets.
 */
export type VariancePrice = readonly Float64Array[];

/** Q·x: what the variance takes off the marginal value of each position. */
export function marginalPrice(price: VariancePrice, positions: readonly number[]): readonly number[] {
  return price.map((row) => {
    let sum = 0;
    for (let j = 0; j < row.length; j++) sum += (row[j] as number) * (positions[j] as number);
    return sum;
  });
}

/** ½ xᵀQx. */
export function priceOf(price: VariancePrice, positions: readonly number[]): number {
  return marginalPrice(price, positions).reduce((sum, one, i) => sum + (one * (positions[i] ?? 0)) / 2, 0);
}

/** A diagonal D for which D − Q is positive semi-definite: Q's own, times the greatest row sum of its absolute correlations. */
export function diagonalAbove(price: VariancePrice): readonly number[] {
  const correlations = correlationsOf(price);
  const greatest = Math.max(0, ...correlations.map((row) => row.reduce((sum, one) => sum + Math.abs(one), 0)));
  return price.map((row, i) => (row[i] ?? 0) * greatest);
}

/** A diagonal E for which Q − E is positive semi-definite: Q's own, times nearly the smallest eigenvalue of its correlations. */
export function diagonalBelow(price: VariancePrice): readonly number[] {
  const correlations = correlationsOf(price);
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (isPositiveDefinite(correlations, middle)) low = middle;
    else high = middle;
  }
  return price.map((row, i) => (row[i] ?? 0) * low);
}

function correlationsOf(price: VariancePrice): readonly Float64Array[] {
  const roots = price.map((row, i) => Math.sqrt(row[i] ?? 0));
  return price.map((row, i) =>
    row.map((one, j) => {
      if (i === j) return 1;
      const scale = (roots[i] ?? 0) * (roots[j] ?? 0);
      return scale > 0 ? one / scale : 0;
    }),
  );
}

/** Whether the matrix less `shift` on its diagonal has a Cholesky factor. */
function isPositiveDefinite(matrix: readonly Float64Array[], shift: number): boolean {
  const factor: Float64Array[] = [];
  for (const [i, row] of matrix.entries()) {
    const own = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : (factor[j] as Float64Array);
      let rest = (row[j] as number) - (i === j ? shift : 0);
      for (let k = 0; k < j; k++) rest -= (own[k] as number) * (other[k] as number);
      if (i === j && !(rest > 0)) return false;
      own[j] = i === j ? Math.sqrt(rest) : rest / (other[j] as number);
    }
    factor.push(own);
  }
  return true;
}
