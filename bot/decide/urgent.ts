import type { DecisionReason } from "../core/decision.ts";
import { BPS, maxBigint, toFloat } from "../core/units.ts";
import type { Risk } from "../core/vaultState.ts";
import { costedProblem, idealAllocation } from "./allocationProblems.ts";
import { planCost } from "./costBreakdown.ts";
import { capOf, exposureTo, idleFloor, NO_SLACK } from "./limits.ts";
import { type MarketProblem, optimise } from "./optimise/optimise.ts";
import type { SharedLimit } from "./sharedLimits.ts";
import type { MarketSituation, Situation } from "./situation.ts";
import { isSame, type Proposal, sumOf } from "./strategies/strategy.ts";
import { constantCurve, loweredBy } from "./yieldCurve.ts";

/**
 * The withdrawals that cannot wait for a margin or a cooldown, or null if none can be made: everything out of markets that have to be
 * left, idle back to its floor from where that costs least, positions and shared risks back under their caps. Nothing else joins them:
 * the rest is decided next time, so that no other leg can make an exit fail. What cannot even pay its gas is left.
 */
export function urgentProposal(situation: Situation): Proposal | null {
  const rescued = situation.markets.map((market) => isWorthRescuing(situation, market));
  const cut = situation.markets.map((market) => hasOutgrownCap(situation, market));
  const overgrown = overgrownRisks(situation);
  const reason = urgency(situation, rescued, cut.includes(true) || overgrown.length > 0);
  if (reason === null) return null;

  const problem = costedProblem(situation, "without-margin");
  const markets = problem.markets.map((market, i): MarketProblem => {
    const atMost = rescued[i] ? market.minimum : maxBigint(market.minimum, capped(situation, i, cut[i] === true));
    // A market nobody can forecast is left before one that is known to earn; that money there is not idle counts as it does everywhere.
    const unknown = loweredBy((situation.markets[i]?.risk.penaltyApr ?? 0) - situation.laterApr, constantCurve(0));
    return { ...market, curve: market.curve ?? unknown, maximum: atMost, mustMove: rescued[i] === true || cut[i] === true };
  });
  const least = sumOf(markets.map((market) => market.minimum));
  const found = optimise({
    ...problem,
    markets,
    budget: maxBigint(situation.budget, least),
    sharedLimits: overgrown,
    baseCostUsd: 0,
    minimumMove: 0n,
    mayHold: false,
  });
  const targets = found?.targets ?? situation.current;
  if (isSame(targets, situation.current) || !paysItsGas(situation, targets)) return null;
  const ideal = idealAllocation(situation);
  return { reason, targets, reachable: ideal.targets, wanted: ideal.targets, rejected: null, moneyApr: ideal.moneyApr };
}

function urgency(situation: Situation, rescued: readonly boolean[], isOverCap: boolean): DecisionReason | null {
  if (rescued.includes(true)) return "risk-exit";
  if (isIdleShort(situation)) return "idle-floor";
  return isOverCap ? "over-cap" : null;
}

function isWorthRescuing(situation: Situation, market: MarketSituation): boolean {
  const { position, limits, costs } = market;
  if (!market.mustLeave || limits.minimum >= position.totalAssets) return false;
  const out = toFloat(position.totalAssets - limits.minimum, situation.input.vault.asset.decimals) * situation.assetPriceUsd;
  return situation.assetPriceUsd === 0 || out > costs.gas.deallocate * situation.gas.usdPerGas;
}

function isIdleShort(situation: Situation): boolean {
  const { vault, policy } = situation.input;
  const tolerated = BPS - BigInt(Math.floor(policy.idleFloorToleranceBps));
  return vault.idle * BPS < idleFloor(vault, 0) * tolerated;
}

/**
 * Whether a position is above its own cap by more than is tolerated, and some of it can be withdrawn. What is above the smaller cap of a medium
 * class leaves with the next voluntary plan: a class that comes and goes would cost gas and idle time at every turn.
 */
function hasOutgrownCap(situation: Situation, { position, limits }: MarketSituation): boolean {
  const cap = capOf(situation.input.vault, position, NO_SLACK);
  return limits.minimum < position.totalAssets && position.totalAssets - cap > capTolerance(situation);
}

/** The risks that have outgrown their caps, as limits to come back to as far as markets can pay. */
function overgrownRisks(situation: Situation): readonly SharedLimit[] {
  const { vault } = situation.input;
  return vault.risks
    .filter((risk) => hasOutgrown(situation, risk))
    .flatMap((risk): SharedLimit[] => {
      const members = vault.positions.map((position) => position.risks.includes(risk.name));
      const least = sumOf(situation.markets.map((market, i) => (members[i] ? market.limits.minimum : 0n)));
      if (least === exposureTo(vault, risk.name)) return [];
      return [{ most: maxBigint(least, capOf(vault, risk, situation.slack)), counts: "positions", members }];
    });
}

/** Whether the positions with this risk have together outgrown its cap by more than is tolerated. */
export function hasOutgrown(situation: Situation, risk: Risk): boolean {
  const { vault } = situation.input;
  return exposureTo(vault, risk.name) - capOf(vault, risk, NO_SLACK) > capTolerance(situation);
}

function capTolerance({ input: { vault, policy } }: Situation): bigint {
  return (vault.grossAssets * BigInt(Math.floor(policy.capToleranceBps))) / BPS;
}

function capped(situation: Situation, i: number, cut: boolean): bigint {
  const market = situation.markets[i];
  const current = situation.current[i] ?? 0n;
  return market !== undefined && cut ? market.limits.maximum : current;
}

function paysItsGas(situation: Situation, targets: readonly bigint[]): boolean {
  if (situation.assetPriceUsd === 0) return true;
  const withdrawn = toFloat(sumOf(situation.current) - sumOf(targets), situation.input.vault.asset.decimals);
  return withdrawn * situation.assetPriceUsd > planCost(situation, targets).gasUsd;
}
