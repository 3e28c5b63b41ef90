import type { MarketId } from "../../core/market.ts";
import type { World } from "../world/world.ts";
import { bestPath } from "./bestPath.ts";
import { changeCosts, cheapestLegs } from "./changeCosts.ts";
import { cutAt, dayBoundaries, heldOrOpen } from "./days.ts";
import type { Plan, PlannedChange } from "./plan.ts";
import { type OracleSettings, sharesOf } from "./settings.ts";
import { SpanCurves } from "./spanCurves.ts";
import { bestSpans } from "./spans.ts";
import { grown, reallocated, type Surroundings, type Vault, worthOf } from "./vault.ts";

/**
 * A plan made with perfect foresight that a vault can really follow, moving at the world's begin and at midnights (UTC) only. First the times: the
 * richest path as for the ceiling, but at rates diluted by a position at its cap, and with a withdrawal and an allocation for every
 * change. Then, at each of these times, the positions that earn most until the next, own dilution and the gas of every leg counted.
 * Last, from the end to the begin, every change without which more is left is struck out. Not proven to be the best: between it
 * and `ceiling` is what nobody knows.
 */
export function bestPlan(world: World, settings: OracleSettings): Plan {
  const days = cutAt(world, dayBoundaries(world));
  if (days.moments.length < 2 || days.markets === 0) return { changes: [], netReturn: 0 };
  const surroundings: Surroundings = { world, days, settings, curves: new SpanCurves(world, days) };
  let plan = continued(surroundings, [], bestTimes(surroundings));
  for (let i = plan.length - 1; i >= 0; i--) {
    // The change before holds longer now, and is made with that in view.
    const kept = plan.slice(0, Math.max(0, i - 1));
    const times = plan.slice(kept.length).flatMap(({ boundary }, k) => (kept.length + k === i ? [] : [boundary]));
    const without = continued(surroundings, kept, times);
    if (endOf(surroundings, without) > endOf(surroundings, plan)) plan = without;
  }
  const netReturn = endOf(surroundings, plan) / settings.capitalUsd - 1;
  return { changes: plan.flatMap((one) => changeOf(surroundings, one)), netReturn };
}

/** A change with all that came of it. */
interface Step {
  readonly boundary: number;
  readonly before: Vault;
  readonly after: Vault;
  /** At the next change, or at the world's end. */
  readonly later: Vault;
}

/** The boundaries at which it would pay to change, by diluted rates and the cheapest legs. */
function bestTimes({ days, settings, curves }: Surroundings): readonly number[] {
  const { markets, moments } = days;
  const shares = sharesOf(settings);
  const { capitalUsd, gas } = settings;
  const position = shares.cap * capitalUsd;
  const growth = new Float64Array(moments.length * markets).fill(1);
  for (let at = 0; at < growth.length - markets; at++) {
    const market = at % markets;
    const grown = position > 0 ? curves.overDay(market, (at - market) / markets, position) / position : 1;
    growth[at + markets] = (growth[at] as number) * grown;
  }
  const legs = cheapestLegs(days, gas);
  const swap = legs.allocateUnits.map((units) => units + legs.deallocateUnits);
  return bestPath({
    capitalUsd,
    first: bestSpans(growth, days.isOpen, markets, shares),
    later: bestSpans(growth, heldOrOpen(days), markets, shares),
    firstCostUsd: changeCosts(days, gas, legs.allocateUnits),
    laterCostUsd: changeCosts(days, gas, swap),
  }).changes;
}

/** The steps that are kept, and after them the best allocations at these boundaries. */
function continued(surroundings: Surroundings, kept: readonly Step[], boundaries: readonly number[]): readonly Step[] {
  const end = surroundings.days.moments.length - 1;
  const steps = [...kept];
  boundaries.forEach((boundary, i) => {
    const next = boundaries[i + 1] ?? end;
    const before = steps.at(-1)?.later ?? unspent(surroundings);
    const after = reallocated(surroundings, before, boundary, next);
    steps.push({ boundary, before, after, later: grown(surroundings, after, boundary, next) });
  });
  return steps;
}

function unspent({ world, settings }: Surroundings): Vault {
  return { positionsUsd: new Float64Array(world.markets.length), idleUsd: settings.capitalUsd, gasUsd: 0 };
}

/** What is left at the world's end, gas taken off. */
function endOf(surroundings: Surroundings, plan: readonly Step[]): number {
  const vault = plan.at(-1)?.later ?? unspent(surroundings);
  return worthOf(vault) - vault.gasUsd;
}

/** Nothing where the best was to hold. */
function changeOf({ world, days }: Surroundings, { boundary, before, after }: Step): readonly PlannedChange[] {
  if (before === after) return [];
  const worth = worthOf(before);
  const weights = new Map<MarketId, number>();
  world.markets.forEach(({ id }, m) => {
    const target = after.positionsUsd[m] as number;
    if (target !== before.positionsUsd[m]) weights.set(id, target / worth);
  });
  return [{ atSeconds: world.timeSeconds[days.moments[boundary] as number] as number, weights }];
}
