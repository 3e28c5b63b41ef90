import type { Observation } from "../../core/observation.ts";
import type { Apr } from "../../core/units.ts";
import { maxBigint, minBigint } from "../../core/units.ts";
import { takenOf, withinSharedLimits } from "../sharedLimits.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { sumOf } from "./strategy.ts";
import { type Bounds, bounds, unmoved, weightedLevels } from "./weights.ts";

/** What markets are ranked by: the more, the better. */
export type Measure = (observation: Observation) => number;

/** The total APR that a market quotes now. */
export function quotedApr({ supplyApr, rewardApr }: Observation): Apr {
  return supplyApr + rewardApr;
}

/**
 * The places of all markets with a fresh observation, the best first, of equals the first in the withdrawal queue. `loyalty` adds to what a
 * market measures, as a fraction of it.
 */
export function rankedBy(
  { markets }: Situation,
  measure: Measure,
  loyalty: (market: MarketSituation) => number = () => 0,
): readonly number[] {
  const measured = markets.flatMap((market, i) => {
    if (market.observation === null) return [];
    const value = measure(market.observation);
    return [{ i, value: value + Math.abs(value) * loyalty(market) }];
  });
  return measured.toSorted((a, b) => b.value - a.value).map(({ i }) => i);
}

/** Of a position by rank: markets that could not be ranked are left as they are. */
export function rankedBounds(market: MarketSituation): Bounds {
  return market.observation === null ? unmoved(market) : bounds(market);
}

/** The budget handed out in the order of `ranking`, up to `share` each as far as limits allow. What cannot be withdrawn, and what is not ranked, stays. */
export function filledInRank(situation: Situation, ranking: readonly number[], share: bigint): readonly bigint[] {
  const limits = situation.markets.map(rankedBounds);
  const filled = limits.map((one) => one.low);
  let left = maxBigint(0n, situation.budget - sumOf(filled));
  for (const i of ranking) {
    const held = filled[i] ?? 0n;
    const room = minBigint(share, limits[i]?.high ?? held) - held;
    const given = maxBigint(0n, minBigint(left, room, ...riskRooms(situation, filled, i)));
    filled[i] = held + given;
    left -= given;
  }
  return filled;
}

/** The same amounts with what they leave of the budget added where there is room, so that those it is added to hold alike. */
export function withRestShared(situation: Situation, filled: readonly bigint[]): readonly bigint[] {
  const { markets, budget, current, sharedLimits } = situation;
  const limits = markets.map((market, i) => {
    const held = filled[i] ?? 0n;
    const room = minBigint(rankedBounds(market).high - held, ...riskRooms(situation, filled, i));
    return { low: held, high: held + maxBigint(0n, room) };
  });
  const levels = weightedLevels(
    limits,
    limits.map(() => 1n),
    budget,
  );
  const risks = sharedLimits.filter((limit) => limit.counts === "positions");
  return withinSharedLimits(risks, current, levels);
}

/** If nothing set a limit: `share` in each of the members, nothing in the other ranked markets, and those not ranked as they are. */
export function wantedOf({ markets, current }: Situation, members: readonly number[], share: bigint): readonly bigint[] {
  return markets.map(({ observation }, i) => {
    if (observation === null) return current[i] ?? 0n;
    return members.includes(i) ? share : 0n;
  });
}

/** What each risk that the market shares with others has left. */
function riskRooms({ sharedLimits, current }: Situation, targets: readonly bigint[], i: number): readonly bigint[] {
  const risks = sharedLimits.filter((limit) => limit.counts === "positions" && limit.members[i]);
  return risks.map((limit) => maxBigint(0n, limit.most - takenOf(limit, current, targets)));
}
