import { maxBigint, minBigint } from "../../core/units.ts";
import { withinSharedLimits } from "../../decide/sharedLimits.ts";
import type { Situation } from "../../decide/situation.ts";
import { type Proposal, type Strategy, sumOf } from "../../decide/strategies/strategy.ts";
import { type Bounds, bounds, followWeights, unmoved, weightedLevels } from "../../decide/strategies/weights.ts";
import type { Plan, PlannedChange } from "./plan.ts";

const WEIGHT_SCALE = 1e12;
/** For so long a change that could not be made at its time, or not whole, is tried again, unless the next is due. */
const TRIED_FOR_SECONDS = 7 * 86_400;
/** A position that is off by no more, of the whole vault, is where it should be: costs and interest move it by less within the time. */
const MADE_FRACTION = 0.005;

/**
 * Follows a plan through the real engine, with every limit and cost: it makes a planned change at its very time, tries again for some days what
 * it could not make then, and holds at any other. It knows the future, so no keeper could use it, and it is in no registry.
 */
export function plannedStrategy({ changes }: Plan): Strategy {
  return {
    name: "oracle",
    propose: (situation) => {
      const change = changes.findLast(({ atSeconds }) => atSeconds <= situation.input.vault.blockTimeSeconds);
      if (change !== undefined && isDue(situation, change)) return followed(situation, change);
      return followWeights(situation, situation.current, situation.current, false);
    },
  };
}

function isDue({ input: { vault }, markets }: Situation, { atSeconds, weights }: PlannedChange): boolean {
  const age = vault.blockTimeSeconds - atSeconds;
  if (age === 0) return true;
  if (age > TRIED_FOR_SECONDS) return false;
  const most = scaledPart(vault.grossAssets, MADE_FRACTION);
  return markets.some(({ position }) => {
    const weight = weights.get(position.marketId);
    if (weight === undefined) return false;
    const off = position.totalAssets - scaledPart(vault.grossAssets, weight);
    return maxBigint(off, -off) > most;
  });
}

/** What one market cannot take goes to the others that the change names, so that no more lies idle than planned, as far as limits allow. */
function followed(situation: Situation, { weights }: PlannedChange): Proposal {
  const { markets, current, sharedLimits, budget } = situation;
  const { grossAssets } = situation.input.vault;
  const ofMarkets = markets.map(({ position }) => weights.get(position.marketId));
  const limits = markets.map((market, i): Bounds => (ofMarkets[i] === undefined ? unmoved(market) : bounds(market)));
  const scaled = ofMarkets.map((weight) => BigInt(Math.round((weight ?? 0) * WEIGHT_SCALE)));
  const wanted = ofMarkets.map((weight, i) => (weight === undefined ? (current[i] ?? 0n) : scaledPart(grossAssets, weight)));
  const levels = weightedLevels(limits, scaled, minBigint(budget, sumOf(wanted)));
  const risks = sharedLimits.filter((limit) => limit.counts === "positions");
  return followWeights(situation, withinSharedLimits(risks, current, levels), wanted, true);
}

function scaledPart(amount: bigint, fraction: number): bigint {
  return (amount * BigInt(Math.round(fraction * WEIGHT_SCALE))) / BigInt(WEIGHT_SCALE);
}
