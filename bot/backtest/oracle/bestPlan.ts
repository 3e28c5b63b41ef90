import type { MarketId } from "../../core/market.ts";
import type { World } from "../world/world.ts";
import { type Allocation, allocations } from "./allocations.ts";
import { changesBetween, membersOf } from "./changes.ts";
import { cutAt, dayBoundaries } from "./days.ts";
import type { Plan, PlannedChange } from "./plan.ts";
import { type Path, richestPath } from "./richestPath.ts";
import { type OracleSettings, usdPerUnitAt } from "./settings.ts";
import { SpanCurves } from "./spanCurves.ts";

/** As many as are gone through in seconds. */
const MOST_ALLOCATIONS = 1_500;

/**
 * The best plan of foresight that moves at the world's begin and at midnights (UTC) only and chooses from `allocations`: own dilution, the gas of
 * every leg, conversions and the vault's loss limit counted. Weights are held to be constant between changes, as no leg is moved for mere
 * drift. Other allocations may do better; no plan does better than `ceiling`.
 */
export function bestPlan(world: World, settings: OracleSettings): Plan {
  const days = cutAt(world, dayBoundaries(world));
  const { markets, moments, isOpen } = days;
  if (moments.length < 2 || markets === 0) return { changes: [], netReturn: 0 };
  const curves = new SpanCurves(world, days);
  const choice = allocations({ days, settings, curves, most: MOST_ALLOCATIONS });
  const members = choice.map(membersOf);
  const idle = choice.map((one) => one.reduce((left, weight) => left - weight, 1));
  const weightOf = (allocation: number, m: number): number => choice[allocation]?.[m] as number;
  const path = richestPath({
    capitalUsd: settings.capitalUsd,
    allocations: choice.length,
    boundaries: moments.length,
    ...changesBetween(choice, settings),
    usdPerGasUnit: (boundary) => usdPerUnitAt(settings.gas, moments[boundary] as number),
    isRestricted: (boundary, to) => (members[to] as Int32Array).some((m) => isOpen[boundary * markets + m] !== 1),
    mayChange: (boundary, from, to) =>
      (members[to] as Int32Array).every((m) => isOpen[boundary * markets + m] === 1 || weightOf(to, m) <= weightOf(from, m)),
    grown: (boundary, allocation, wealthUsd) => {
      let grown = (idle[allocation] as number) * wealthUsd;
      for (const m of members[allocation] as Int32Array) grown += curves.overDay(m, boundary, weightOf(allocation, m) * wealthUsd);
      return grown;
    },
  });
  const changes = changesOf(path, choice, (boundary) => world.timeSeconds[moments[boundary] as number] as number, world);
  return { changes, netReturn: path.endUsd / settings.capitalUsd - 1 };
}

/** Only what differs is named. */
function changesOf(
  { held }: Path,
  choice: readonly Allocation[],
  timeSecondsOf: (boundary: number) => number,
  { markets }: World,
): readonly PlannedChange[] {
  const changes: PlannedChange[] = [];
  let before = 0;
  held.forEach((allocation, boundary) => {
    if (allocation === before) return;
    const weights = new Map<MarketId, number>();
    markets.forEach(({ id }, m) => {
      const weight = choice[allocation]?.[m] as number;
      if (weight !== choice[before]?.[m]) weights.set(id, weight);
    });
    changes.push({ atSeconds: timeSecondsOf(boundary), weights });
    before = allocation;
  });
  return changes;
}
