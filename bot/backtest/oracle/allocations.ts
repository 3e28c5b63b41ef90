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
const SHIFTED_PARTS = [1, 4];

export interface Candidates {
  readonly days: Days;
  readonly settings: OracleSettings;
  readonly curves: SpanCurves;
}

/**
 * What a plan would choose from if it were never to change again: what earns most over some window of one to ninety days, with and without the
 * conversions there and back. What is best most often comes first.
 */
export function windowAllocations(candidates: Candidates): readonly Allocation[] {
  const boundaries = candidates.days.moments.length;
  const best = new Counted();
  for (let from = 0; from < boundaries - 1; from++) {
    for (const window of WINDOWS) {
      if (from + window >= boundaries) break;
      for (const allocation of bestOver(candidates, from, from + window)) best.add(allocation);
    }
  }
  return best.ranked();
}

/**
 * At most `most` allocations to choose from: nothing at all, those to `keep`, all near to these, the others as they come, and what is near to
 * them.
 */
export function choiceOf(keep: readonly Allocation[], others: readonly Allocation[], shares: Shares, most: number): readonly Allocation[] {
  const chosen = new Counted();
  const all = [...keep, ...others];
  const used = Array.from({ length: all[0]?.length ?? 0 }, (_, m) => m).filter((m) => all.some((one) => one[m] !== 0));
  const add = (allocations: readonly Allocation[]): void => {
    for (const one of allocations) if (chosen.size < most) chosen.add(one);
  };
  add([new Float64Array(all[0]?.length ?? 0), ...keep]);
  for (const one of keep) add(near(one, used, shares));
  add(others);
  for (const one of others) if (chosen.size < most) add(near(one, used, shares));
  return chosen.all();
}

/** The same with one market left, or all or some of what is in it brought to another one, within the cap. */
function near(allocation: Allocation, markets: readonly number[], { cap, invested }: Shares): readonly Allocation[] {
  const found: Allocation[] = [];
  for (const from of markets) {
    const held = allocation[from] as number;
    if (held === 0) continue;
    const moved = (amount: number, to: number | null): void => {
      const changed = allocation.slice();
      changed[from] = held - amount;
      if (to !== null) changed[to] = (changed[to] as number) + amount;
      found.push(changed);
    };
    moved(held, null);
    for (const to of markets) {
      const amounts = [held, ...SHIFTED_PARTS.map((parts) => (parts * invested) / PARTS)];
      const room = Math.min(held, cap - (allocation[to] as number));
      if (to !== from) for (const amount of new Set(amounts.map((one) => Math.min(one, room)))) if (amount > 1e-9) moved(amount, to);
    }
  }
  return found;
}

function bestOver({ days, settings, curves }: Candidates, from: number, to: number): readonly Allocation[] {
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
