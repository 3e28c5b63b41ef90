import { maxBigint } from "../../core/units.ts";
import { minimumMove } from "../allocationProblems.ts";
import { urgentProposal } from "../urgent.ts";
import { maximiseNetYield } from "./maximiseNetYield.ts";
import type { Strategy } from "./strategy.ts";
import { followShares } from "./weights.ts";

/**
 * Buys once what maximises the net yield and never trades it again: what the choice at the start was worth, without any later one. New money
 * joins the positions in proportion, once it is more than the policy's drift band. What has to leave a market leaves and joins the
 * others; only if nothing is left does it buy anew.
 */
export const hold: Strategy = {
  name: "hold",
  propose: (situation) => {
    const { markets } = situation;
    const smallest = minimumMove(situation);
    const kept = markets.map(({ mustLeave, position }) => (mustLeave ? 0n : position.totalAssets));
    if (kept.every((amount) => amount <= smallest)) return maximiseNetYield.propose(situation);
    const keepOrAdd = markets.map(({ position, limits }) => ({
      low: position.totalAssets,
      high: maxBigint(position.totalAssets, limits.maximum),
    }));
    return urgentProposal(situation) ?? followShares(situation, keepOrAdd, kept);
  },
};
