import { maxBigint, minBigint } from "../../core/units.ts";
import { takenOf } from "../sharedLimits.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import { type Strategy, sumOf } from "./strategy.ts";
import { bounds, followWeights } from "./weights.ts";

/**
 * Everything into the highest quoted total APR as far as its caps allow, the rest into the next. No forecast, no dilution, no thought of
 * cost: the naive baseline that pays for every false move. A market without a fresh quote is left as it is.
 */
export const bestApr: Strategy = {
  name: "best-apr",
  propose: (situation) => {
    const urgent = urgentProposal(situation);
    if (urgent !== null) return urgent;
    const { markets, current, budget } = situation;
    const limits = markets.map((market, i) => {
      const unknown = { low: current[i] ?? 0n, high: current[i] ?? 0n };
      return market.observation === null ? unknown : bounds(market);
    });
    const ranking = markets.map((_, i) => i).sort((a, b) => quotedApr(markets[b]) - quotedApr(markets[a]));
    const reachable = limits.map((one) => one.low);
    let left = maxBigint(0n, budget - sumOf(reachable));
    for (const i of ranking) {
      const limit = limits[i];
      if (limit === undefined) continue;
      const given = minBigint(left, limit.high - limit.low, ...riskRooms(situation, reachable, i));
      reachable[i] = limit.low + given;
      left -= given;
    }
    const best = ranking[0];
    const wanted = markets.map((market, i) => (market.observation === null ? (current[i] ?? 0n) : i === best ? budget : 0n));
    return followWeights(situation, reachable, wanted, true);
  },
};

/** What each risk that the market shares with others has left. */
function riskRooms({ sharedLimits, current }: Situation, targets: readonly bigint[], i: number): readonly bigint[] {
  const risks = sharedLimits.filter((limit) => limit.counts === "positions" && limit.members[i]);
  return risks.map((limit) => maxBigint(0n, limit.most - takenOf(limit, current, targets)));
}

function quotedApr(market: MarketSituation | undefined): number {
  return market?.observation ? market.observation.supplyApr + market.observation.rewardApr : -1;
}
