import { BPS } from "../../core/units.ts";
import { withinSharedLimits } from "../sharedLimits.ts";
import { urgentProposal } from "../urgent.ts";
import type { Strategy } from "./strategy.ts";
import { bounds, equalLevels, followWeights } from "./weights.ts";

/** The same amount in every market, as far as limits allow; left alone until a weight is further off than the policy's drift band. */
export const equalWeight: Strategy = {
  name: "equal-weight",
  propose: (situation) => {
    const urgent = urgentProposal(situation);
    if (urgent !== null) return urgent;
    const { vault, policy } = situation.input;
    const levels = equalLevels(situation.markets.map(bounds), situation.budget);
    const risks = situation.sharedLimits.filter((limit) => limit.counts === "positions");
    const reachable = withinSharedLimits(risks, situation.current, levels);
    const share = situation.markets.length > 0 ? situation.budget / BigInt(situation.markets.length) : 0n;
    const band = (vault.grossAssets * BigInt(Math.floor(policy.driftBandBps))) / BPS;
    const drifted = reachable.some((target, i) => {
      const change = target - (situation.current[i] ?? 0n);
      return change > band || -change > band;
    });
    return followWeights(
      situation,
      reachable,
      situation.markets.map(() => share),
      drifted,
    );
  },
};
