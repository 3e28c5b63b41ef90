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

/** By then two vaults that once differed have been allocated alike again, or nearly. */
const CHANGES_LOOKED_AHEAD = 2;

/**
 * A plan made with perfect foresight that a vault can really follow, moving at the world's begin and at midnights (UTC) only. First the times: the
 * richest path as for the ceiling, but at rates diluted by a position at its cap, and with a withdrawal and an allocation for every
 * change. Then, at each of these times, the positions that earn most until the next, own dilution and the gas of every leg counted.
 * Last, from the end to the begin, every change without which more is left a few changes later is struck out. Not proven to be the best: between it
 * and `ceiling` is what nobody knows.
 */
export function bestPlan(world: World, settings: OracleSettings): Plan {
  const days = cutAt(world, dayBoundaries(world));
  if (days.moments.length < 2 || days.markets === 0) return { changes: [], netReturn: 0 };
  const surroundings: Surroundings = { world, days, settings, curves: new SpanCurves(world, days) };
  const first = steps(surroundings, bestTimes(surroundings));
  const second = steps(surroundings, worthwhile(surroundings, first));
  const plan = endOf(surroundings, second) > endOf(surroundings, first) ? second : first;
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

/** The best allocation at each of these boundaries until the next, in turn. */
function steps(surroundings: Surroundings, boundaries: readonly number[]): readonly Step[] {
  return continued(surroundings, unspent(surroundings), boundaries, surroundings.days.moments.length - 1);
}

function continued(surroundings: Surroundings, vault: Vault, boundaries: readonly number[], end: number): readonly Step[] {
  let before = vault;
  return boundaries.map((boundary, i) => {
    const next = boundaries[i + 1] ?? end;
    const after = reallocated(surroundings, before, boundary, next);
    const step = { boundary, before, after, later: grown(surroundings, after, boundary, next) };
    before = step.later;
    return step;
  });
}

/** The boundaries of a plan without those that do not pay: judged, from the last to the first, by what is left a few changes later. */
function worthwhile(surroundings: Surroundings, plan: readonly Step[]): readonly number[] {
  let times = plan.map(({ boundary }) => boundary);
  for (let i = times.length - 1; i >= 0; i--) {
    // Without it the change before holds longer, and is made with that in view.
    const first = Math.max(0, i - 1);
    const vault = plan[first]?.before ?? unspent(surroundings);
    const beyond = i + 1 + CHANGES_LOOKED_AHEAD;
    const end = times[beyond] ?? surroundings.days.moments.length - 1;
    const left = (boundaries: readonly number[]): number => netOf(continued(surroundings, vault, boundaries, end).at(-1)?.later ?? vault);
    const without = times.toSpliced(i, 1);
    if (left(without.slice(first, beyond - 1)) > left(times.slice(first, beyond))) times = without;
  }
  return times;
}

function unspent({ world, settings }: Surroundings): Vault {
  return { positionsUsd: new Float64Array(world.markets.length), idleUsd: settings.capitalUsd, gasUsd: 0 };
}

/** What is left at the world's end, gas taken off. */
function endOf(surroundings: Surroundings, plan: readonly Step[]): number {
  return netOf(plan.at(-1)?.later ?? unspent(surroundings));
}

function netOf(vault: Vault): number {
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
