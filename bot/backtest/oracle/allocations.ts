import { earningsAt, loweredBy, type YieldCurve } from "../../decide/yieldCurve.ts";
import type { Days } from "./days.ts";
import { type OracleSettings, type Shares, sharesOf } from "./settings.ts";
import type { SpanCurves } from "./spanCurves.ts";

/** By market: its part of the vault. The rest is idle. */
export type Allocation = Float64Array;

/** How long a plan may want to hold what it holds, in boundaries. */
const WINDOWS = [1, 2, 3, 5, 7, 14, 30, 60, 90];
/** In so many parts the money is dealt out. */
const PARTS = 24;

export interface Candidates {
  readonly days: Days;
  readonly settings: OracleSettings;
  readonly curves: SpanCurves;
  readonly most: number;
}

/**
 * What a plan chooses from, at most `most`: nothing at all; what earns most over some window of one to ninety days, with and without the
 * conversions there and back; and, of those that are best most often, what differs by one market or lacks one. What is best most often
 * comes first.
 */
export function allocations({ days, settings, curves, most }: Candidates): readonly Allocation[] {
  const best = new Counted();
  for (let from = 0; from < days.moments.length - 1; from++) {
    for (const window of WINDOWS) {
      const to = from + window;
      if (to >= days.moments.length) break;
      for (const allocation of bestOver({ days, settings, curves }, from, to)) best.add(allocation);
    }
  }
  const ranked = best.ranked();
  const chosen = new Counted();
  chosen.add(new Float64Array(days.markets));
  for (const one of ranked) if (chosen.size < most) chosen.add(one);
  const used = Array.from({ length: days.markets }, (_, m) => m).filter((m) => ranked.some((one) => one[m] !== 0));
  for (const one of ranked) {
    for (const neighbour of neighboursOf(one, used)) if (chosen.size < most) chosen.add(neighbour);
  }
  return chosen.all();
}

/** The same with one market exchanged for another, or left. */
export function neighboursOf(allocation: Allocation, markets: readonly number[]): readonly Allocation[] {
  const held = markets.filter((m) => allocation[m] !== 0);
  const others = markets.filter((m) => allocation[m] === 0);
  return held.flatMap((from) => {
    const without = allocation.slice();
    without[from] = 0;
    const exchanged = others.map((to) => {
      const changed = without.slice();
      changed[to] = allocation[from] as number;
      return changed;
    });
    return [...exchanged, without];
  });
}

function bestOver({ days, settings, curves }: Omit<Candidates, "most">, from: number, to: number): readonly Allocation[] {
  const years = curves.years(from, to);
  const free = new Map<number, YieldCurve>();
  const charged = new Map<number, YieldCurve>();
  for (let m = 0; m < days.markets; m++) {
    if (days.isOpen[from * days.markets + m] !== 1) continue;
    const curve = curves.whole(m, from, to);
    const { enterFraction, exitFraction } = settings.conversion;
    free.set(m, curve);
    charged.set(m, loweredBy(((enterFraction[m] as number) + (exitFraction[m] as number)) / years, curve));
  }
  const deal = { markets: days.markets, capitalUsd: settings.capitalUsd, shares: sharesOf(settings) };
  return [dealtOut(free, deal), dealtOut(charged, deal)];
}

/** Part by part to where it earns most: the best there is in such parts, as what a position earns is concave. */
export function dealtOut(
  curves: ReadonlyMap<number, YieldCurve>,
  { markets, capitalUsd, shares: { cap, invested } }: { markets: number; capitalUsd: number; shares: Shares },
): Allocation {
  const allocation = new Float64Array(markets);
  const part = invested / PARTS;
  const partOf = (m: number, left: number): number => Math.min(part, left, cap - (allocation[m] as number));
  const gainOf = (m: number, curve: YieldCurve, added: number): number => {
    const held = (allocation[m] as number) * capitalUsd;
    return (earningsAt(curve, held + added * capitalUsd) - earningsAt(curve, held)) / added;
  };
  const gains = new Map<number, number>();
  for (const [m, curve] of curves) gains.set(m, gainOf(m, curve, Math.min(part, cap)));
  for (let left = invested; left > 1e-9; ) {
    let best = -1;
    for (const [m, gain] of gains) if (gain > (best < 0 ? 0 : (gains.get(best) as number))) best = m;
    const curve = curves.get(best);
    if (curve === undefined) break;
    const added = partOf(best, left);
    allocation[best] = (allocation[best] as number) + added;
    left -= added;
    const next = Math.min(part, cap - (allocation[best] as number));
    if (next > 1e-9) gains.set(best, gainOf(best, curve, next));
    else gains.delete(best);
  }
  return allocation;
}

/** Allocations, each once, and how often each was named. */
class Counted {
  readonly #found = new Map<string, { readonly allocation: Allocation; count: number }>();

  get size(): number {
    return this.#found.size;
  }

  add(allocation: Allocation): void {
    const key = keyOf(allocation);
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { allocation, count: 1 });
    else known.count += 1;
  }

  all(): readonly Allocation[] {
    return [...this.#found.values()].map(({ allocation }) => allocation);
  }

  ranked(): readonly Allocation[] {
    return [...this.#found.values()].toSorted((a, b) => b.count - a.count).map(({ allocation }) => allocation);
  }
}

function keyOf(allocation: Allocation): string {
  let key = "";
  for (let m = 0; m < allocation.length; m++) {
    const weight = allocation[m] as number;
    if (weight !== 0) key += `${m}:${weight.toFixed(6)} `;
  }
  return key;
}
