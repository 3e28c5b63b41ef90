import type { DecisionReason } from "../../core/decision.ts";
import { costedProblem, idealAllocation, minimumMove, unlimitedTargets } from "../allocationProblems.ts";
import { planCost } from "../costBreakdown.ts";
import { fundedTargets } from "../funding.ts";
import { gasWait } from "../gasTiming.ts";
import { isDelayed, obstacleTo } from "../obstacle.ts";
import { optimise } from "../optimise/optimise.ts";
import type { Situation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import { isSame, type Proposal, type Strategy } from "./strategy.ts";

/**
 * The allocation of greatest forecast yield after our own dilution, the price of variance, gas and conversion, moved to only when that beats
 * holding by the policy's margin, the cooldown is over, the vault still has the loss to spend and gas is not expected to fall soon. The margin
 * is charged inside the optimisation, like a proportional cost: money moves up to
 * the edge of the region where moving no longer pays, which is the optimum under such costs (Davis and Norman 1990).
 */
export const maximiseNetYield: Strategy = {
  name: "maximise-net-yield",
  propose: (situation) => urgentProposal(situation) ?? proposeNetYield(situation),
};

function proposeNetYield(situation: Situation): Proposal {
  const { current } = situation;
  const ideal = idealAllocation(situation);
  const wanted = unlimitedTargets(situation, ideal);
  const hold = (reason: DecisionReason, rejected: readonly bigint[] | null): Proposal => ({
    reason,
    targets: current,
    reachable: isDelayed(reason) && rejected !== null ? rejected : ideal.targets,
    wanted,
    rejected,
    moneyApr: ideal.moneyApr,
  });
  if (situation.markets.every((market) => market.curve === null)) return hold("no-data", null);

  const best = bestPlan(situation, "with-margin");
  if (!isSame(best, current) && beatsMargin(situation, best)) {
    const obstacle = obstacleTo(situation, best) ?? (gasWait(situation, best) === null ? null : "waiting-for-gas");
    return obstacle === null ? { ...hold("net-benefit", null), targets: best } : hold(obstacle, best);
  }
  if (situation.closedBecause !== null) return hold(situation.closedBecause, null);
  const withoutMargin = bestPlan(situation, "without-margin");
  if (!isSame(withoutMargin, current) && planCost(situation, withoutMargin).netBenefitUsd > 0) return hold("below-margin", withoutMargin);
  return isWithinMinimumMove(situation, ideal.targets) ? hold("already-optimal", null) : hold("cost-exceeds-gain", ideal.targets);
}

function bestPlan(situation: Situation, margin: Parameters<typeof costedProblem>[1]): readonly bigint[] {
  return fundedTargets(situation, optimise(costedProblem(situation, margin))?.targets ?? situation.current);
}

function beatsMargin(situation: Situation, targets: readonly bigint[]): boolean {
  const cost = planCost(situation, targets);
  return cost.netBenefitUsd >= cost.requiredUsd;
}

function isWithinMinimumMove(situation: Situation, targets: readonly bigint[]): boolean {
  const smallest = minimumMove(situation);
  return targets.every((target, i) => {
    const change = target - (situation.current[i] ?? 0n);
    return change < smallest && -change < smallest;
  });
}
