import { minBigint } from "../../core/units.ts";
import { withinSharedLimits } from "../../decide/sharedLimits.ts";
import type { Situation } from "../../decide/situation.ts";
import { type Proposal, type Strategy, sumOf } from "../../decide/strategies/strategy.ts";
import { type Bounds, bounds, followWeights, unmoved, weightedLevels } from "../../decide/strategies/weights.ts";
import type { Plan, PlannedChange } from "./plan.ts";

const WEIGHT_SCALE = 1e12;

/**
 * Follows a plan through the real engine, with every limit and cost: it moves when the vault's block has the very time of a planned change, and holds
 * at any other. It knows the future, so no keeper could use it, and it is in no registry.
 */
export function plannedStrategy(plan: Plan): Strategy {
  const changes = new Map(plan.changes.map((change) => [change.atSeconds, change]));
  return {
    name: "oracle",
    propose: (situation) => {
      const change = changes.get(situation.input.vault.blockTimeSeconds);
      if (change !== undefined) return followed(situation, change);
      return followWeights(situation, situation.current, situation.current, false);
    },
  };
}

/** What one market cannot take goes to the others that the change names, so that no more lies idle than planned, as far as limits allow. */
function followed(situation: Situation, { weights }: PlannedChange): Proposal {
  const { markets, current, sharedLimits, budget } = situation;
  const { grossAssets } = situation.input.vault;
  const ofMarkets = markets.map(({ position }) => weights.get(position.marketId));
  const limits = markets.map((market, i): Bounds => (ofMarkets[i] === undefined ? unmoved(market) : bounds(market)));
  const scaled = ofMarkets.map((weight) => BigInt(Math.round((weight ?? 0) * WEIGHT_SCALE)));
  const wanted = scaled.map((weight, i) =>
    ofMarkets[i] === undefined ? (current[i] ?? 0n) : (grossAssets * weight) / BigInt(WEIGHT_SCALE),
  );
  const levels = weightedLevels(limits, scaled, minBigint(budget, sumOf(wanted)));
  const risks = sharedLimits.filter((limit) => limit.counts === "positions");
  return followWeights(situation, withinSharedLimits(risks, current, levels), wanted, true);
}
