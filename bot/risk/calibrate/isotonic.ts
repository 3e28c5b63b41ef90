/** A map that never descends, by its corners: straight between them, level beyond the ends. */
export interface IsotonicMap {
  /** Ascending, each once. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Pool {
  /** The least and the greatest x in it. */
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly mean: number;
}

/**
 * Isotonic regression: of all maps that never descend, the one of least weighted squared error, by pooling adjacent violators (Ayer et al.
 * 1955; Zadrozny and Elkan 2002 for calibrating classifiers). As scikit-learn's `IsotonicRegression(out_of_bounds="clip")`: rows of one x are
 * pooled first, and between pools the map goes straight.
 *
 * @param weight Of each row, above 0; 1 each, if not given.
 * @throws RangeError when there are no rows.
 */
export function fitIsotonic(x: ArrayLike<number>, y: ArrayLike<number>, weight?: ArrayLike<number>): IsotonicMap {
  if (x.length === 0) throw new RangeError("isotonic regression needs at least one row");
  const order = Int32Array.from(x, (_value, row) => row).sort((a, b) => (x[a] as number) - (x[b] as number));
  const pools: Pool[] = [];
  for (const row of order) {
    const at = x[row] as number;
    let pool: Pool = { from: at, to: at, weight: weight === undefined ? 1 : (weight[row] as number), mean: y[row] as number };
    const last = pools.at(-1);
    // What shares an x is one point, whatever its y: only then can it be told whether it violates the order.
    if (last?.to === at) {
      pools.pop();
      pool = pooled(last, pool);
    }
    pools.push(pool);
  }
  return cornersOf(withoutViolators(pools));
}

/** The map's value at `x`. */
export function isotonicAt({ x, y }: IsotonicMap, value: number): number {
  let low = 0;
  let high = x.length - 1;
  if (value <= (x[low] as number)) return y[low] as number;
  if (value >= (x[high] as number)) return y[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= value) low = middle;
    else high = middle;
  }
  const from = y[low] as number;
  const share = (value - (x[low] as number)) / ((x[high] as number) - (x[low] as number));
  return from + share * ((y[high] as number) - from);
}

function withoutViolators(points: readonly Pool[]): readonly Pool[] {
  const pools: Pool[] = [];
  for (const point of points) {
    let pool = point;
    for (let last = pools.at(-1); last !== undefined && last.mean >= pool.mean; last = pools.at(-1)) {
      pools.pop();
      pool = pooled(last, pool);
    }
    pools.push(pool);
  }
  return pools;
}

function pooled(a: Pool, b: Pool): Pool {
  const weight = a.weight + b.weight;
  return { from: a.from, to: b.to, weight, mean: (a.weight * a.mean + b.weight * b.mean) / weight };
}

function cornersOf(pools: readonly Pool[]): IsotonicMap {
  const corners = pools.flatMap(({ from, to, mean }) =>
    from === to ? [[from, mean] as const] : [[from, mean] as const, [to, mean] as const],
  );
  return { x: corners.map(([at]) => at), y: corners.map(([, mean]) => mean) };
}
