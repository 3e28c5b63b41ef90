import { maxBigint } from "../../core/units.ts";
import type { Situation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import { filledInRank, type Measure, rankedBounds, rankedBy, wantedOf } from "./ranked.ts";
import { type Proposal, sumOf } from "./strategy.ts";
import { followWeights, hasDrifted } from "./weights.ts";

const MOST_MEMBERS = 3;

/**
 * Equal thirds in the first three markets of a ranking. What limits keep out of them goes to the next in rank, a third at most each, and what
 * then is left to whoever has room, the best first. Fewer markets that may hold money share equally.
 *
 * The policy's drift band holds twice, so that costs of noise do not flatter those who are compared with this: amounts within it
 * are left alone, and a market takes a member's place only if it measures more than the band above it, relative to the member.
 */
export function proposeTopThree(situation: Situation, measure: Measure): Proposal {
  const urgent = urgentProposal(situation);
  if (urgent !== null) return urgent;
  const { markets, budget, input } = situation;
  const limits = markets.map(rankedBounds);
  const ranking = rankedBy(situation, measure, input.policy.driftBandBps);
  const members = ranking.filter((i) => limits[i]?.high !== 0n).slice(0, MOST_MEMBERS);
  const count = BigInt(Math.max(1, members.length));
  // What is stuck in other markets is not there to be shared.
  const stuck = sumOf(limits.map(({ low }, i) => (members.includes(i) ? 0n : low)));
  const reachable = filledInRank(situation, ranking, maxBigint(0n, budget - stuck) / count);
  const best = ranking.slice(0, MOST_MEMBERS);
  const wanted = wantedOf(situation, best, budget / BigInt(Math.max(1, best.length)));
  return followWeights(situation, reachable, wanted, hasDrifted(situation, reachable));
}
