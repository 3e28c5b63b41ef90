import type { SkippedMove } from "../core/decision.ts";
import { minimumMove } from "./allocationProblems.ts";
import { moveCost } from "./costBreakdown.ts";
import { isDelayed } from "./obstacle.ts";
import { type SharedLimit, takenOf } from "./sharedLimits.ts";
import type { MarketSituation, Situation } from "./situation.ts";
import type { Proposal } from "./strategies/strategy.ts";

const URGENT: readonly string[] = ["risk-exit", "idle-floor", "over-cap"];

/** Why a market does not move under a proposal, and what its move alone would have been worth; null if it moves. */
export function skippedMove(situation: Situation, proposal: Proposal, i: number): SkippedMove | null {
  const market = situation.markets[i];
  if (market === undefined) return null;
  const current = market.position.totalAssets;
  if (proposal.targets[i] !== current) return null;
  if (situation.closedBecause === "paused") return { reason: "paused", change: 0n, cost: null };
  if (market.mustLeave && current > 0n) return stuck(market);
  if (market.curve === null) return { reason: "no-data", change: 0n, cost: null };
  const smallest = minimumMove(situation);
  const reachable = (proposal.reachable[i] ?? current) - current;
  if (isSmall(reachable, smallest)) return limited(situation, proposal, i, smallest);

  const cost = moveCost(situation, market, current + reachable, proposal.moneyApr);
  return { reason: whyNot(proposal, cost.netBenefitUsd, cost.requiredUsd), change: reachable, cost };
}

function whyNot(proposal: Proposal, netBenefitUsd: number, requiredUsd: number): SkippedMove["reason"] {
  if (URGENT.includes(proposal.reason)) return "urgent-first";
  if (isDelayed(proposal.reason)) return proposal.reason;
  if (netBenefitUsd <= 0) return "gas-exceeds-gain";
  return netBenefitUsd < requiredUsd || proposal.reason === "below-margin" ? "below-margin" : "not-in-best-plan";
}

/** A position that has to leave and does not has nothing to withdraw now, or not enough to pay for the gas. */
function stuck(market: MarketSituation): SkippedMove {
  const current = market.position.totalAssets;
  if (market.limits.minimum === current) return { reason: "no-liquidity", change: -current, cost: null };
  return { reason: "gas-exceeds-gain", change: market.limits.minimum - current, cost: null };
}

/** The strategy leaves the market where it is: by choice, or because a limit does not let it do what it wants. */
function limited(situation: Situation, proposal: Proposal, i: number, smallest: bigint): SkippedMove | null {
  const market = situation.markets[i];
  if (market === undefined) return null;
  const current = market.position.totalAssets;
  const change = (proposal.wanted[i] ?? current) - current;
  if (isSmall(change, smallest)) return { reason: "at-target", change: 0n, cost: null };
  if (change < 0n) return { reason: market.limits.minimum === current ? "no-liquidity" : "at-target", change, cost: null };
  const { closedBecause, maximum } = market.limits;
  const full = maximum - current < smallest ? "no-room" : fullLimit(situation, proposal, i, smallest);
  return { reason: closedBecause ?? full ?? "at-target", change, cost: null };
}

/** The limit that the market shares with others and that the strategy, could it move freely, would leave no room in. */
function fullLimit(
  { sharedLimits, current }: Situation,
  { reachable }: Proposal,
  i: number,
  smallest: bigint,
): "risk-cap" | "turnover" | null {
  const isFull = (limit: SharedLimit) => limit.members[i] === true && limit.most - takenOf(limit, current, reachable) < smallest;
  const full = sharedLimits.find(isFull);
  if (full === undefined) return null;
  return full.counts === "positions" ? "risk-cap" : "turnover";
}

function isSmall(change: bigint, smallest: bigint): boolean {
  return change === 0n || (change < smallest && -change < smallest);
}
