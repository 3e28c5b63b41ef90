import { maxBigint, minBigint } from "../../core/units.ts";
import { idealAllocation, minimumMove } from "../allocationProblems.ts";
import { fundedTargets } from "../funding.ts";
import { obstacleTo } from "../obstacle.ts";
import { takenOf, withinSharedLimits } from "../sharedLimits.ts";
import type { MarketSituation, Situation } from "../situation.ts";
import { isSame, type Proposal, sumOf } from "./strategy.ts";

/** Between what a position can be brought to and what it may hold; a position over its cap may only be cut. */
export function bounds(market: MarketSituation): { readonly low: bigint; readonly high: bigint } {
  const { minimum, maximum } = market.limits;
  return { low: minimum, high: maxBigint(minimum, maximum) };
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
  const hold = { targets: current, reachable, wanted, moneyApr: idealAllocation(situation).moneyApr };
  if (isSame(targets, current)) return { ...hold, reason: situation.closedBecause ?? "already-optimal", rejected: null };
  if (!worthwhile) return { ...hold, reason: "below-margin", rejected: targets };
  const obstacle = obstacleTo(situation, targets);
  if (obstacle !== null) return { ...hold, reason: obstacle, rejected: targets };
  return { ...hold, reason: "target-weights", targets, rejected: null };
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

/** Equal shares of `budget` within each market's bounds: the level L with Σ clip(L) = budget, to the unit. */
export function equalLevels(limits: readonly { readonly low: bigint; readonly high: bigint }[], budget: bigint): readonly bigint[] {
  const at = (level: bigint): bigint[] => limits.map(({ low, high }) => maxBigint(low, minBigint(high, level)));
  let low = 0n;
  let high = maxBigint(0n, ...limits.map((one) => one.high));
  if (sumOf(at(high)) <= budget) return at(high);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (sumOf(at(middle)) <= budget) low = middle;
    else high = middle;
  }
  return at(low);
}
