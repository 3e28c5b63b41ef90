import { type MarketProblem, optimise } from "../../decide/optimise/optimise.ts";
import { DEFAULT_POLICY } from "../../decide/policy.ts";
import { earningsAt } from "../../decide/yieldCurve.ts";
import { momentsOf, type World } from "../world/world.ts";
import type { Days } from "./days.ts";
import { USD_DECIMALS, usdUnits } from "./observed.ts";
import { type OracleSettings, sharesOf, usdPerUnitAt } from "./settings.ts";
import type { SpanCurves } from "./spanCurves.ts";

/** All that a plan is worked out on. */
export interface Surroundings {
  readonly world: World;
  readonly days: Days;
  readonly settings: OracleSettings;
  readonly curves: SpanCurves;
}

/** The vault at a boundary. */
export interface Vault {
  readonly positionsUsd: Float64Array;
  readonly idleUsd: number;
  /** Gas paid so far, by the keeper: not part of the others. */
  readonly gasUsd: number;
}

export function worthOf({ positionsUsd, idleUsd }: Vault): number {
  return positionsUsd.reduce((sum, usd) => sum + usd, idleUsd);
}

/** The same vault with the positions that earn most until boundary `to`, own dilution and the gas of every leg counted; the same object if none is better. */
export function reallocated(surroundings: Surroundings, vault: Vault, from: number, to: number): Vault {
  const { days, settings, curves } = surroundings;
  const { gas } = settings;
  const moment = days.moments[from] as number;
  const usdPerUnit = usdPerUnitAt(gas, moment);
  const worth = worthOf(vault);
  const candidates = [...vault.positionsUsd.keys()].flatMap((m) => candidateOf(surroundings, vault, { m, from, to, worth, usdPerUnit }));
  const allocation = optimise({
    decimals: USD_DECIMALS,
    assetPriceUsd: 1,
    horizonYears: curves.years(from, to),
    markets: candidates.map(({ problem }) => problem),
    budget: usdUnits(worth * sharesOf(settings).invested),
    sharedLimits: [],
    baseCostUsd: usdPerUnit * gas.baseUnits,
    minimumMove: usdUnits(DEFAULT_POLICY.minimumMoveUsd),
    mayHold: true,
    variancePrice: null,
  });
  const positionsUsd = vault.positionsUsd.slice();
  let { idleUsd, gasUsd } = vault;
  candidates.forEach(({ m, problem }, i) => {
    const target = allocation?.targets[i] ?? problem.current;
    if (target === problem.current) return;
    const change = Number(target - problem.current) / 10 ** USD_DECIMALS;
    // What is below the smallest unit leaves with the rest.
    const left = target === 0n ? 0 : (positionsUsd[m] as number) + change;
    idleUsd += (positionsUsd[m] as number) - left;
    positionsUsd[m] = left;
    gasUsd += change > 0 ? problem.allocateCostUsd : problem.deallocateCostUsd;
  });
  if (gasUsd === vault.gasUsd && idleUsd === vault.idleUsd) return vault;
  return { positionsUsd, idleUsd, gasUsd: gasUsd + usdPerUnit * gas.baseUnits };
}

/** The vault at boundary `to`, left alone since boundary `from`. */
export function grown({ curves }: Surroundings, vault: Vault, from: number, to: number): Vault {
  const positionsUsd = vault.positionsUsd.map((usd, m) => {
    let worth = usd;
    for (let day = from; day < to && worth > 0; day++) worth = curves.overDay(m, day, worth);
    return worth;
  });
  return { ...vault, positionsUsd };
}

interface Candidate {
  readonly m: number;
  readonly problem: MarketProblem;
}

/** A market that is held, or takes money and gains; what neither gains nor is held has no part in the best allocation. */
function candidateOf(
  { world, days, settings, curves }: Surroundings,
  { positionsUsd }: Vault,
  { m, from, to, worth, usdPerUnit }: { m: number; from: number; to: number; worth: number; usdPerUnit: number },
): readonly Candidate[] {
  const held = positionsUsd[m] as number;
  const isOpen = days.isOpen[from * days.markets + m] === 1;
  if (held === 0 && !isOpen) return [];
  const curve = curves.whole(m, from, to);
  if (held === 0 && !(earningsAt(curve, 1) > 0)) return [];
  const at = m * momentsOf(world) + (days.moments[from] as number);
  // What is lent out cannot be withdrawn; others' deposits cover it as a rule.
  const lentOut = Math.max(0, (world.borrowUsd[at] as number) - (world.supplyUsd[at] as number)) || 0;
  const current = usdUnits(held);
  const cap = usdUnits(worth * sharesOf(settings).cap);
  return [
    {
      m,
      problem: {
        current,
        minimum: usdUnits(Math.min(held, lentOut)),
        maximum: isOpen || current > cap ? cap : current,
        curve,
        enterFraction: 0,
        exitFraction: 0,
        allocateCostUsd: usdPerUnit * (settings.gas.allocateUnits[m] as number),
        deallocateCostUsd: usdPerUnit * (settings.gas.deallocateUnits[m] as number),
        mustMove: false,
      },
    },
  ];
}
