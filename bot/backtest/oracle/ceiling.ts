import type { World } from "../world/world.ts";
import { bestPath, freeGrowth } from "./bestPath.ts";
import { changeCosts, cheapestLegs } from "./changeCosts.ts";
import { cutAt, dayBoundaries, everyMoment, growthOf, heldOrOpen } from "./days.ts";
import { Knapsack } from "./knapsack.ts";
import { pricedCeiling } from "./pricedCeiling.ts";
import { type OracleSettings, sharesOf } from "./settings.ts";
import { bestSpans } from "./spans.ts";

/**
 * What no plan can beat that moves at the world's begin and at midnights (UTC) only and is within its caps at each of them: its net
 * return over the whole world, a fraction, gas and conversions taken off. Not covered: moves within a day (`freeCeiling` covers them), and what
 * a position that has outgrown its cap earns on the excess. The lower of two bounds: `pricedCeiling`, which counts conversions and whatever stays
 * where it is, and the richest path through spans, which holds where markets lose, too. The latter
 * is a bound because every step of the way takes at least what a plan can have:
 *
 * - A span between two changes earns undiluted rates; our own money only lowers them. The best weights of every span are found
 *   anew, as if all positions were set at each change.
 * - A market may be held from a boundary on if it is open there, or was open earlier: a position may have been kept.
 * - A change costs at least gas of the base and of the cheapest leg: an allocation, the first time, into a market that is open; later also a
 *   withdrawal, from any market. More than one leg costs more, as do conversions.
 * - Gas may be paid from the vault, where it also costs what it would have earned, or by the keeper and merely be taken off in the end.
 *   A cost c at s is counted as c / F(s), F(s) being the most that a dollar can become from s to the end (free changes): with it
 *   (wealth − c / F) · growth … ends at no less than wealth · growth … − c, as the growth that follows is at most F, and at no less than
 *   (wealth − c) · growth …, as F ≥ 1.
 * - Wealth itself is maximised, and more of it at one boundary never makes for less at a later one: see `bestPath`.
 */
export function ceiling(world: World, settings: OracleSettings): number {
  const days = cutAt(world, dayBoundaries(world));
  if (days.moments.length < 2 || days.markets === 0) return 0;
  const shares = sharesOf(settings);
  const growth = growthOf(days);
  const first = bestSpans(growth, days.isOpen, days.markets, shares);
  const later = bestSpans(growth, heldOrOpen(days), days.markets, shares);
  const most = freeGrowth(later);
  const { capitalUsd, gas } = settings;
  const legs = cheapestLegs(days, gas);
  const deflated = (units: Float64Array): Float64Array => changeCosts(days, gas, units).map((usd, d) => usd / (most[d] as number));
  const path = bestPath({
    capitalUsd,
    first,
    later,
    firstCostUsd: deflated(legs.allocateUnits),
    laterCostUsd: deflated(legs.allocateUnits.map((units) => Math.min(units, legs.deallocateUnits))),
  });
  const priced = Math.expm1(pricedCeiling(days, growth, settings, most[0] as number));
  // Rounding apart, doing nothing is always possible.
  return Math.max(0, Math.min(path.endUsd / capitalUsd - 1, priced));
}

/**
 * What no plan can beat that is within its caps at every moment, if moving were free: the net return over the whole world, a fraction, of the
 * best weights from each moment to the next, undiluted.
 */
export function freeCeiling(world: World, settings: Pick<OracleSettings, "relativeCapBps" | "idleFloorBps">): number {
  const { markets, moments, ...columns } = cutAt(world, everyMoment(world));
  const growth = growthOf(columns);
  const usable = heldOrOpen({ markets, ...columns });
  const knapsack = new Knapsack(sharesOf(settings), markets);
  let wealth = 1;
  for (let s = 0; s < moments.length - 1; s++) {
    knapsack.clear();
    for (let at = s * markets; at < (s + 1) * markets; at++) {
      if (usable[at] === 1) knapsack.offer((growth[at + markets] as number) / (growth[at] as number) - 1);
    }
    wealth *= 1 + knapsack.gain();
  }
  return wealth - 1;
}
