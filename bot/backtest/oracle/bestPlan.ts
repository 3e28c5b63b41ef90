import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { World } from "../world/world.ts";
import { type Allocation, choiceOf, windowAllocations } from "./allocations.ts";
import { changesBetween, membersOf } from "./changes.ts";
import { DayGrowth } from "./dayGrowth.ts";
import { cutAt, type Days, dayBoundaries } from "./days.ts";
import type { Plan, PlannedChange } from "./plan.ts";
import { type Path, type PathProblem, richestPath } from "./richestPath.ts";
import { type OracleSettings, sharesOf, usdPerUnitAt } from "./settings.ts";
import { SpanCurves } from "./spanCurves.ts";

/** As many as are gone through in seconds. */
const MOST_ALLOCATIONS = 1_500;
/** Each looks about the best path so far; later ones gain little. */
const MOST_ROUNDS = 4;
/** By so much a vault may grow before its own weight in a market is extrapolated. */
const LARGEST_GROWN = 1.5;

/**
 * The best plan of foresight that moves at the world's begin and at midnights (UTC) only from one of `choiceOf` its allocations to
 * another: own dilution, the gas of every leg, conversions and the vault's loss limit counted. The richest path through a first choice, then
 * through what is near to it. Weights are counted as constant between changes, though no leg is moved for mere drift. Exact on its last
 * choice; other allocations may do better, up to `ceiling`.
 */
export function bestPlan(world: World, settings: OracleSettings): Plan {
  const days = cutAt(world, dayBoundaries(world));
  const { markets, moments } = days;
  if (moments.length < 2 || markets === 0) return { changes: [], netReturn: 0 };
  const shares = sharesOf(settings);
  const growth = new DayGrowth(world, days, LARGEST_GROWN * shares.cap * settings.capitalUsd);
  const windows = windowAllocations({ days, settings, curves: new SpanCurves(world, days) });
  let best: Found = { choice: [], path: { endUsd: settings.capitalUsd, held: new Int32Array(0) } };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const kept = [...new Set(best.path.held)].map((one) => best.choice[one] as Allocation);
    const choice = choiceOf(kept, windows, shares, MOST_ALLOCATIONS);
    const path = richestPath(problemOf(days, settings, growth, choice));
    if (!(path.endUsd > best.path.endUsd)) break;
    best = { choice, path };
  }
  const timeSecondsOf = (boundary: number): UnixSeconds => world.timeSeconds[moments[boundary] as number] as number;
  return { changes: changesOf(best, world, timeSecondsOf), netReturn: best.path.endUsd / settings.capitalUsd - 1 };
}

interface Found {
  readonly choice: readonly Allocation[];
  readonly path: Path;
}

function problemOf(days: Days, settings: OracleSettings, growth: DayGrowth, choice: readonly Allocation[]): PathProblem {
  const members = choice.map(membersOf);
  const idle = choice.map((one) => one.reduce((left, weight) => left - weight, 1));
  return {
    capitalUsd: settings.capitalUsd,
    allocations: choice.length,
    boundaries: days.moments.length,
    ...changesBetween(choice, settings),
    usdPerGasUnit: (boundary) => usdPerUnitAt(settings.gas, days.moments[boundary] as number),
    sourcesOf: openSources(days, choice, members),
    grown: (boundary, allocation, wealthUsd) => {
      let grown = (idle[allocation] as number) * wealthUsd;
      for (const m of members[allocation] as Int32Array) {
        grown += growth.over(boundary, m, (choice[allocation]?.[m] as number) * wealthUsd);
      }
      return grown;
    },
  };
}

/** At each boundary: from where one may come without putting money into a closed market. */
function openSources({ markets, isOpen }: Days, choice: readonly Allocation[], members: readonly Int32Array[]): PathProblem["sourcesOf"] {
  const holders = Array.from({ length: markets }, (_, m) => choice.flatMap((one, i) => (one[m] === 0 ? [] : [i])));
  /** Markets are mostly closed together for long: by which ones are open, then by allocation. */
  const known = new Map<string, (Int32Array | null | undefined)[]>();
  let last = { boundary: -1, open: isOpen.subarray(0, 0), sources: [] as (Int32Array | null | undefined)[] };
  return (boundary, to) => {
    if (last.boundary !== boundary) {
      const open = isOpen.subarray(boundary * markets, (boundary + 1) * markets);
      const sources = known.get(open.join("")) ?? [];
      known.set(open.join(""), sources);
      last = { boundary, open, sources };
    }
    const { open, sources } = last;
    const found = sources[to];
    if (found !== undefined) return found;
    const target = choice[to] as Allocation;
    const closed = (members[to] as Int32Array).filter((m) => open[m] !== 1);
    const keepsAll = (from: number) => closed.every((m) => (target[m] as number) <= (choice[from]?.[m] as number));
    const fewest = closed[0] === undefined ? null : Int32Array.from((holders[closed[0]] as number[]).filter(keepsAll));
    sources[to] = fewest;
    return fewest;
  };
}

/** Only what differs is named. */
function changesOf(
  { choice, path }: Found,
  { markets }: World,
  timeSecondsOf: (boundary: number) => UnixSeconds,
): readonly PlannedChange[] {
  const changes: PlannedChange[] = [];
  let before = 0;
  path.held.forEach((allocation, boundary) => {
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
