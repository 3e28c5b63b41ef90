import { urgentProposal } from "../urgent.ts";
import { filledInRank, quotedApr, rankedBy, wantedOf } from "./ranked.ts";
import type { Strategy } from "./strategy.ts";
import { followWeights } from "./weights.ts";

/**
 * Everything into the highest quoted total APR as far as its caps allow, the rest into the next. No forecast, no dilution, no thought of
 * cost: the naive baseline that pays for every false move. A market without a fresh quote is left as it is.
 */
export const bestApr: Strategy = {
  name: "best-apr",
  propose: (situation) => {
    const urgent = urgentProposal(situation);
    if (urgent !== null) return urgent;
    const { budget } = situation;
    const ranking = rankedBy(situation, quotedApr);
    const wanted = wantedOf(situation, ranking.slice(0, 1), budget);
    return followWeights(situation, filledInRank(situation, ranking, budget), wanted, true);
  },
};
