/**
 * A sample that grows, from values that are listed beforehand, with its quantiles in logarithmic time: a Fenwick tree (1994, "A new data
 * structure for cumulative frequency tables") of counts over the values' ranks. Listing a value beforehand gives it a rank and nothing
 * more: only what was added counts.
 */
export class GrowingSample {
  readonly #ascending: Float64Array;
  readonly #rank: Int32Array;
  readonly #tree: Int32Array;
  readonly #topStep: number;
  #size = 0;

  constructor(values: Float64Array) {
    const order = Int32Array.from(values, (_value, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
    this.#ascending = Float64Array.from(order, (i) => values[i] as number);
    this.#rank = new Int32Array(values.length);
    order.forEach((i, rank) => {
      this.#rank[i] = rank;
    });
    this.#tree = new Int32Array(values.length + 1);
    this.#topStep = 2 ** Math.floor(Math.log2(Math.max(1, values.length)));
  }

  get size(): number {
    return this.#size;
  }

  /** Adds value number `i` of the list, once. */
  add(i: number): void {
    this.#size += 1;
    for (let node = (this.#rank[i] as number) + 1; node < this.#tree.length; node += node & -node) {
      this.#tree[node] = (this.#tree[node] as number) + 1;
    }
  }

  /** Straight between neighbours (Hyndman and Fan 1996, type 7), as `quantile` of `interval.ts`; NaN while empty. */
  quantile(probability: number): number {
    if (this.#size === 0) return Number.NaN;
    const position = probability * (this.#size - 1);
    const below = this.#nth(Math.floor(position));
    const above = this.#nth(Math.ceil(position));
    return below + (above - below) * (position - Math.floor(position));
  }

  /** The value with `n` others of the sample below it. */
  #nth(n: number): number {
    let node = 0;
    let left = n;
    for (let step = this.#topStep; step > 0; step >>= 1) {
      const next = node + step;
      if (next >= this.#tree.length || (this.#tree[next] as number) > left) continue;
      node = next;
      left -= this.#tree[next] as number;
    }
    return this.#ascending[node] as number;
  }
}
