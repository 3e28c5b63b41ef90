import type { StepPath } from "../../predict/series/stepPath.ts";
import { STRAINED_UTILIZATION } from "../thresholds.ts";
import { dailyDeviation } from "./dailyDeviation.ts";
import { lowestKnown } from "./lowestKnown.ts";
import { DAY_SECONDS } from "./riskMoment.ts";
import type { RiskPanel } from "./riskView.ts";

/** Below this a market says nothing of others. */
const LEAST_SUPPLY_USD = 1_000_000;

/** Other markets that have something in common with one; NaN where there are none, or none that tell. */
export interface OtherMarkets {
  readonly highestUtilization: number;
  /** Share of them, by number, in which withdrawing is difficult. */
  readonly strainedShare: number;
  /** Growth of all their deposits together, in logarithms. */
  readonly growthDay: number;
  readonly growthWeek: number;
  /** Mean change of utilization in 24 h. */
  readonly utilizationChange: number;
}

/** What went on around the markets at one moment, computed once for all of them. */
export interface Surroundings {
  /** The topic "chain"'s values. */
  readonly chain: readonly number[];
  /** The lowest price of any dollar token now, and within seven days; NaN where none is known. Tokens that have been off for a month tell nothing new. */
  readonly worstPeg: number;
  readonly worstPegOfWeek: number;
  othersOf(market: number): { readonly asset: OtherMarkets; readonly protocol: OtherMarkets; readonly assetClass: OtherMarkets };
}

interface Now {
  readonly supply: number;
  readonly supplyDayAgo: number;
  readonly supplyWeekAgo: number;
  readonly utilization: number;
  readonly utilizationDayAgo: number;
}

export function surroundingsAt(panel: RiskPanel, atSeconds: number): Surroundings {
  const known = panel.views.map((view): Now | null => {
    const supply = view.supply.at(atSeconds);
    if (!(supply >= LEAST_SUPPLY_USD)) return null;
    return {
      supply,
      supplyDayAgo: view.supply.at(atSeconds - DAY_SECONDS),
      supplyWeekAgo: view.supply.at(atSeconds - 7 * DAY_SECONDS),
      utilization: view.utilization.at(atSeconds),
      utilizationDayAgo: view.utilization.at(atSeconds - DAY_SECONDS),
    };
  });
  const groups = { asset: new Map<string, number[]>(), protocol: new Map<string, number[]>(), assetClass: new Map<string, number[]>() };
  panel.views.forEach((view, market) => {
    if (known[market] === null) return;
    put(groups.asset, view.symbol, market);
    put(groups.protocol, view.series.protocol, market);
    put(groups.assetClass, view.assetClass, market);
  });
  const others = (members: readonly number[] | undefined, market: number) =>
    summedUp((members ?? []).flatMap((member) => (member === market ? [] : (known[member] ?? []))));
  const sound = [...panel.pegs.values()].filter((one) => !(one.lowest(atSeconds - 60 * DAY_SECONDS, atSeconds - 30 * DAY_SECONDS) < 0.9));
  return {
    chain: chainAt(panel.conditions.get("gas-gwei"), panel.conditions.get("eth-usd"), atSeconds),
    worstPeg: lowestKnown(sound.map((one) => one.price.at(atSeconds))),
    worstPegOfWeek: lowestKnown(sound.map((one) => one.lowest(atSeconds - 7 * DAY_SECONDS, atSeconds))),
    othersOf(market) {
      const view = panel.views[market];
      return {
        asset: others(groups.asset.get(view?.symbol ?? ""), market),
        protocol: others(groups.protocol.get(view?.series.protocol ?? ""), market),
        assetClass: others(groups.assetClass.get(view?.assetClass ?? ""), market),
      };
    },
  };
}

function put(groups: Map<string, number[]>, name: string, market: number): void {
  const members = groups.get(name);
  if (members === undefined) groups.set(name, [market]);
  else members.push(market);
}

function summedUp(markets: readonly Now[]): OtherMarkets {
  const used = markets.map((one) => one.utilization).filter((one) => !Number.isNaN(one));
  const growth = (before: (one: Now) => number) => {
    const both = markets.filter((one) => before(one) > 0);
    const sum = (of: (one: Now) => number) => both.reduce((total, one) => total + of(one), 0);
    return both.length === 0 ? Number.NaN : Math.log(sum((one) => one.supply) / sum(before));
  };
  const changes = markets.map((one) => one.utilization - one.utilizationDayAgo).filter((one) => !Number.isNaN(one));
  return {
    highestUtilization: used.length === 0 ? Number.NaN : Math.max(...used),
    strainedShare: used.length === 0 ? Number.NaN : used.filter((one) => one > STRAINED_UTILIZATION).length / used.length,
    growthDay: growth((one) => one.supplyDayAgo),
    growthWeek: growth((one) => one.supplyWeekAgo),
    utilizationChange: changes.length === 0 ? Number.NaN : changes.reduce((sum, one) => sum + one, 0) / changes.length,
  };
}

function chainAt(gas: StepPath | undefined, ether: StepPath | undefined, atSeconds: number): readonly number[] {
  const at = (path: StepPath | undefined, days: number) => path?.at(atSeconds - days * DAY_SECONDS) ?? Number.NaN;
  const gasNow = at(gas, 0);
  const gasMean = (days: number) => gas?.mean(atSeconds - days * DAY_SECONDS, atSeconds) ?? Number.NaN;
  const etherReturn = (days: number) => Math.log(at(ether, 0) / at(ether, days));
  return [
    Math.log(gasNow),
    Math.log(gasNow / gasMean(7)),
    Math.log(gasNow / gasMean(30)),
    etherReturn(1),
    etherReturn(7),
    etherReturn(30),
    ether === undefined ? Number.NaN : dailyDeviation(ether, atSeconds),
  ];
}
