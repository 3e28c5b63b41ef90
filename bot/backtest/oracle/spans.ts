import { Knapsack } from "./knapsack.ts";
import type { Shares } from "./settings.ts";

/** By begin and end boundary, `from * boundaries + to`: what one dollar can become that is allocated at the begin and left alone until the end. */
export interface Spans {
  readonly boundaries: number;
  readonly growth: Float64Array;
}

/**
 * Positions that are left alone grow each by itself, so that a dollar becomes 1 + Σ weight × (growth of the market − 1): linear in the weights, and
 * the greedy choice under caps is the best. O(boundaries² · markets).
 *
 * @param growth What a dollar left in a market has become, by boundary and market.
 * @param usable 1 where a market may be held from a boundary on, by boundary and market.
 */
export function bestSpans(growth: Float64Array, usable: Uint8Array, markets: number, shares: Shares): Spans {
  const boundaries = markets > 0 ? growth.length / markets : 0;
  const best = new Float64Array(boundaries * boundaries).fill(1);
  const knapsack = new Knapsack(shares, markets);
  const members = new Int32Array(markets);
  const perDollar = new Float64Array(markets);
  for (let from = 0; from < boundaries; from++) {
    let count = 0;
    for (let m = 0; m < markets; m++) {
      if (usable[from * markets + m] !== 1) continue;
      members[count] = m;
      perDollar[count] = 1 / (growth[from * markets + m] as number);
      count += 1;
    }
    for (let to = from + 1; to < boundaries; to++) {
      knapsack.clear();
      const row = to * markets;
      for (let i = 0; i < count; i++) knapsack.offer((growth[row + (members[i] as number)] as number) * (perDollar[i] as number) - 1);
      best[from * boundaries + to] = 1 + knapsack.gain();
    }
  }
  return { boundaries, growth: best };
}
