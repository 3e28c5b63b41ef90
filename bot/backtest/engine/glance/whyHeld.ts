import type { DecisionReason } from "../../../core/decision.ts";
import { MARGIN } from "./columns.ts";
import type { GlancedVault } from "./glancedVault.ts";

/**
 * What `followWeights` would give as its reason to hold, or null where it may move or a threshold is near.
 *
 * @param changes Of positions, to what the strategy can reach; those that are not told of do not change. Together they keep to the budget, except
 * that nothing is taken out of a market to restore idle money where `changes` has no withdrawal at all.
 */
export function whyHeld(vault: GlancedVault, changes: readonly number[]): DecisionReason | null {
  const { driftBand, rounding, isCooling } = vault;
  const isSame = wouldBeSame(vault, changes);
  if (isSame === null) return null;
  if (isSame) return vault.isClosed ? "turnover" : "already-optimal";
  const drift = largestOf(changes);
  if (Math.abs(drift - driftBand) <= MARGIN * driftBand + rounding) return null;
  if (drift < driftBand) return "below-margin";
  return isCooling ? "cooldown" : null;
}

/** Whether nothing is left of the changes once small moves, turnover and funding are through with them; null where it is close. */
function wouldBeSame(vault: GlancedVault, changes: readonly number[]): boolean | null {
  const { minimumMove, idle, idleFloor, turnoverRoom, rounding } = vault;
  const allocated = changes.reduce((sum, change) => sum + Math.max(0, change), 0);
  const part = allocated > turnoverRoom + rounding ? turnoverRoom / allocated : 1;
  const near = MARGIN * minimumMove + rounding;
  let isAdding = false;
  let isWithdrawing = false;
  let withdrawn = 0;
  for (const change of changes) {
    const size = Math.abs(change * part);
    if (Math.abs(size - minimumMove) <= near) return null;
    if (change < 0) withdrawn -= change;
    if (size < minimumMove) continue;
    if (change > 0) isAdding = true;
    else isWithdrawing = true;
  }
  // Large withdrawals are made whatever becomes of the rest.
  if (isWithdrawing) return false;
  // Without a withdrawal, small moves are simply left out.
  if (!isAdding && withdrawn === 0) return true;
  const spare = idle - idleFloor;
  if (Math.abs(spare) <= MARGIN * idleFloor + rounding) return null;
  // Idle money is short: without some withdrawal, however small, positions would exceed the budget.
  if (spare < 0) return withdrawn === 0 ? null : false;
  // Nothing is short: small withdrawals are left out, and what is added has money to come from.
  return !isAdding;
}

/** The largest change of a position, or of idle money. */
function largestOf(changes: readonly number[]): number {
  let largest = 0;
  let sum = 0;
  for (const change of changes) {
    largest = Math.max(largest, Math.abs(change));
    sum += change;
  }
  return Math.max(largest, Math.abs(sum));
}
