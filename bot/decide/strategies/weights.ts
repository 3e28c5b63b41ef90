import type { DecisionReason } from "../../core/decision.ts";
import { type Apr, BPS, maxBigint, minBigint } from "../../core/units.ts";
import { idealMoneyApr, minimumMove } from "../allocationProblems.ts";
import { fundedTargets } from "../funding.ts";
import { obstacleTo } from "../obstacle.ts";
import { takenOf, withinSharedLimits } from "../sharedLimits.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { isSame, type Proposal, sumOf } from "./strategy.ts";

/** Between what a position may be brought to, in smallest units. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** Between what a position can be brought to and what it may hold; a position over its cap may only be cut. */
export function bounds(market: MarketSituation): Bounds {
  const { minimum, maximum } = market.limits;
  return { low: minimum, high: maxBigint(minimum, maximum) };
}

/** Of a position to be left as it is, since too little is known of its market. */
export function unmoved({ position }: MarketSituation): Bounds {
  return { low: position.totalAssets, high: position.totalAssets };
}

/**
 * A proposal to hold the budget by weight, within limits, left alone until something is off by more than the policy's drift band. A market
 * without weight has its lower bound.
 */
export function followShares(situation: Situation, limits: readonly Bounds[], weights: readonly bigint[]): Proposal {
  const { budget, current, sharedLimits } = situation;
  const risks = sharedLimits.filter((limit) => limit.counts === "positions");
  const reachable = withinSharedLimits(risks, current, weightedLevels(limits, weights, budget));
  const scale = maxBigint(1n, sumOf(weights));
  const wanted = weights.map((weight, i) => (weight === 0n ? (current[i] ?? 0n) : (budget * weight) / scale));
  return followWeights(situation, reachable, wanted, hasDrifted(situation, reachable));
}

/** A proposal to follow weights: at once, unless the cooldown forbids; `worthwhile` false leaves small deviations alone. */
export function followWeights(
  situation: Situation,
  reachable: readonly bigint[],
  wanted: readonly bigint[],
  worthwhile: boolean,
): Proposal {
  const { current, sharedLimits } = situation;
  const worthMoving = withoutSmallMoves(situation, withinTurnover(situation, reachable));
  // A withdrawal left out may be what made room under a limit that others share.
  const targets = fundedTargets(situation, withinSharedLimits(sharedLimits, current, worthMoving));
  const proposal = (reason: DecisionReason, to: readonly bigint[], rejected: readonly bigint[] | null): Proposal => {
    let found: Apr | null = null;
    return {
      reason,
      targets: to,
      reachable,
      wanted,
      rejected,
      // Most proposals are never asked for it, and finding it takes as long as all the rest.
      get moneyApr() {
        found ??= idealMoneyApr(situation);
        return found;
      },
    };
  };
  if (isSame(targets, current)) return proposal(situation.closedBecause ?? "already-optimal", current, null);
  if (!worthwhile) return proposal("below-margin", current, targets);
  const obstacle = obstacleTo(situation, targets);
  return obstacle === null ? proposal("target-weights", targets, null) : proposal(obstacle, current, targets);
}

/** As far towards the targets as the turnover allows, every position by the same part of its way. */
function withinTurnover(situation: Situation, targets: readonly bigint[]): readonly bigint[] {
  const { current, sharedLimits } = situation;
  const turnover = sharedLimits.find((limit) => limit.counts === "allocations");
  const allocated = turnover === undefined ? 0n : takenOf(turnover, current, targets);
  if (turnover === undefined || allocated <= turnover.most) return targets;
  return targets.map((target, i) => {
    const from = current[i] ?? 0n;
    return from + ((target - from) * turnover.most) / allocated;
  });
}

/** Leaves out moves below the policy's minimum, withdrawals among them only while the rest still fits the budget. */
function withoutSmallMoves(situation: Situation, targets: readonly bigint[]): readonly bigint[] {
  const smallest = minimumMove(situation);
  const kept = targets.map((target, i) => {
    const current = situation.current[i] ?? 0n;
    return target > current && target - current < smallest ? current : target;
  });
  let spare = situation.budget - sumOf(kept);
  return kept.map((target, i) => {
    const withdrawn = (situation.current[i] ?? 0n) - target;
    if (withdrawn <= 0n || withdrawn >= smallest || withdrawn > spare) return target;
    spare -= withdrawn;
    return target + withdrawn;
  });
}

/**
 * Whether some weight, idle money's among them, is further from its target than the policy's drift band. Without idle's, money that many
 * markets share would never leave it: each one's part alone is within the band.
 */
export function hasDrifted({ input: { vault, policy }, current }: Situation, reachable: readonly bigint[]): boolean {
  const band = (vault.grossAssets * BigInt(Math.floor(policy.driftBandBps))) / BPS;
  const changes = reachable.map((target, i) => target - (current[i] ?? 0n));
  return [...changes, sumOf(changes)].some((change) => change > band || -change > band);
}

/**
 * `budget` shared out by weight within each market's bounds: the level L with Σ clip(weight · L) = budget, to a unit a market. A weight of
 * zero leaves a market at its lower bound. Weights are not negative.
 */
export function weightedLevels(limits: readonly Bounds[], weights: readonly bigint[], budget: bigint): readonly bigint[] {
  const scale = maxBigint(1n, sumOf(weights));
  const at = (level: bigint): bigint[] =>
    limits.map(({ low, high }, i) => maxBigint(low, minBigint(high, ((weights[i] ?? 0n) * level) / scale)));
  // By then every market that has a weight is at its upper bound.
  const levels = limits.map(({ high }, i) => (weights[i] ? (high * scale) / weights[i] + 1n : 0n));
  let low = 0n;
  let high = maxBigint(0n, ...levels);
  if (sumOf(at(high)) <= budget) return at(high);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (sumOf(at(middle)) <= budget) low = middle;
    else high = middle;
  }
  return at(low);
}
