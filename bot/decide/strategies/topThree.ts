import { maxBigint, minBigint, toFloat } from "../../core/units.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import { filledInRank, type Measure, rankedBounds, rankedBy, wantedOf, withRestShared } from "./ranked.ts";
import { type Proposal, sumOf } from "./strategy.ts";
import { followWeights, hasDrifted } from "./weights.ts";

const MOST_MEMBERS = 3;

/**
 * Equal thirds in the first three markets of a ranking. What limits keep out of them goes to the next in rank, a third at most each, and what
 * is left after the last is shared by those that have room.
 *
 * The policy's drift band holds twice, for a baseline that pays for noise would flatter whatever is compared with it: amounts within the
 * band are left alone, and a market takes a member's place only if it measures more than the band above it, relative to the member.
 */
export function proposeTopThree(situation: Situation, measure: Measure): Proposal {
  const urgent = urgentProposal(situation);
  if (urgent !== null) return urgent;
  const { markets, budget } = situation;
  const ranking = rankedBy(situation, measure, loyaltyIn(situation));
  const members = ranking.slice(0, MOST_MEMBERS);
  // What is stuck in other markets is not there to be shared.
  const stuck = sumOf(markets.map((market, i) => (members.includes(i) ? 0n : rankedBounds(market).low)));
  const filled = filledInRank(situation, ranking, shareOf(budget - stuck, members));
  const reachable = sumOf(filled) < budget ? withRestShared(situation, filled) : filled;
  const wanted = wantedOf(situation, members, shareOf(budget, members));
  return followWeights(situation, reachable, wanted, hasDrifted(situation, reachable));
}

/** Rounded up: a rest of a unit is no reason to touch another market. */
function shareOf(amount: bigint, members: readonly number[]): bigint {
  const count = BigInt(Math.max(1, members.length));
  return (maxBigint(0n, amount) + count - 1n) / count;
}

/**
 * The drift band for a market that is full, to a third or to its own limit, and less in proportion to what is there: one that only holds what
 * limits kept out of others is no member, and it takes less to move.
 */
function loyaltyIn({ budget, input: { policy, vault } }: Situation): (market: MarketSituation) => number {
  const amount = (units: bigint) => toFloat(units, vault.asset.decimals);
  return (market) => {
    const full = minBigint(budget / BigInt(MOST_MEMBERS), rankedBounds(market).high);
    const part = full > 0n ? Math.min(1, amount(market.position.totalAssets) / amount(full)) : 0;
    return (part * policy.driftBandBps) / 1e4;
  };
}
