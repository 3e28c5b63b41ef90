import type { MarketView } from "./marketView.ts";
import { lnRate } from "./moment.ts";

const DAY_SECONDS = 86_400;
/** Below this a market's rate is the doing of a few. */
const LEAST_SUPPLY_USD = 1_000_000;

/** What a group of markets paid on average at a moment, in logarithms: its level, and its change against its own last day. */
export interface GroupMean {
  readonly level: number;
  readonly change: number;
}

/** The means of all groups at one moment. */
export interface Peers {
  readonly byClass: ReadonlyMap<string, GroupMean>;
  readonly bySymbol: ReadonlyMap<string, GroupMean>;
  readonly byProtocol: ReadonlyMap<string, GroupMean>;
}

/** What the markets given paid at a moment, averaged by asset class, asset and protocol. */
export function peersAt(views: readonly MarketView[], atSeconds: number): Peers {
  const byClass = new Groups();
  const bySymbol = new Groups();
  const byProtocol = new Groups();
  for (const view of views) {
    const apr = view.quoted.at(atSeconds);
    const supplyUsd = view.supply.at(atSeconds);
    if (Number.isNaN(apr) || !(supplyUsd >= LEAST_SUPPLY_USD)) continue;
    const level = lnRate(apr);
    const change = level - lnRate(view.quoted.mean(atSeconds - DAY_SECONDS, atSeconds));
    byClass.add(view.assetClass, level, change);
    bySymbol.add(view.symbol, level, change);
    byProtocol.add(view.series.protocol, level, change);
  }
  return { byClass: byClass.means(), bySymbol: bySymbol.means(), byProtocol: byProtocol.means() };
}

class Groups {
  readonly #sums = new Map<string, { count: number; level: number; change: number }>();

  add(group: string, level: number, change: number): void {
    const sum = this.#sums.get(group) ?? { count: 0, level: 0, change: 0 };
    sum.count += 1;
    sum.level += level;
    sum.change += Number.isNaN(change) ? 0 : change;
    this.#sums.set(group, sum);
  }

  means(): ReadonlyMap<string, GroupMean> {
    return new Map([...this.#sums].map(([group, { count, level, change }]) => [group, { level: level / count, change: change / count }]));
  }
}
