import type { Observation } from "../../core/observation.ts";
import type { Apr } from "../../core/units.ts";
import { maxBigint, minBigint } from "../../core/units.ts";
import { minimumMove } from "../allocationProblems.ts";
import { takenOf } from "../sharedLimits.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { sumOf } from "./strategy.ts";
import { type Bounds, bounds, unmoved } from "./weights.ts";

/** What markets are ranked by: the more, the better. */
export type Measure = (observation: Observation) => number;

/** The total APR that a market quotes now. */
export function quotedApr({ supplyApr, rewardApr }: Observation): Apr {
  return supplyApr + rewardApr;
}

/**
 * The places of all markets with a fresh observation, the best first, of equals the first in the withdrawal queue. A market that the vault
 * is in, by more than the smallest move, counts `loyaltyBps` more than it measures.
 */
export function rankedBy(situation: Situation, measure: Measure, loyaltyBps: number): readonly number[] {
  const smallest = minimumMove(situation);
  const measured = situation.markets.flatMap(({ observation, position }, i) => {
    if (observation === null) return [];
    const value = measure(observation);
    const loyalty = position.totalAssets > smallest ? (Math.abs(value) * loyaltyBps) / 1e4 : 0;
    return [{ i, value: value + loyalty }];
  });
  return measured.toSorted((a, b) => b.value - a.value).map(({ i }) => i);
}

/** Of a position by rank: markets that could not be ranked are left as they are. */
export function rankedBounds(market: MarketSituation): Bounds {
  return market.observation === null ? unmoved(market) : bounds(market);
}

/**
 * The budget handed out in the order of `ranking` as far as limits allow: first up to `share` each, then, if something is left after the last,
 * without that measure. What cannot be withdrawn, and what is not ranked, stays.
 */
export function filledInRank(situation: Situation, ranking: readonly number[], share: bigint): readonly bigint[] {
  const limits = situation.markets.map(rankedBounds);
  const filled = limits.map((one) => one.low);
  let left = maxBigint(0n, situation.budget - sumOf(filled));
  for (const most of [share, situation.budget]) {
    for (const i of ranking) {
      const held = filled[i] ?? 0n;
      const room = minBigint(most, limits[i]?.high ?? held) - held;
      const given = maxBigint(0n, minBigint(left, room, ...riskRooms(situation, filled, i)));
      filled[i] = held + given;
      left -= given;
    }
  }
  return filled;
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
