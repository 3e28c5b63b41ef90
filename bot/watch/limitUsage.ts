import type { VaultState } from "../core/vaultState.ts";

/** How much of what rebalances of 24 hours may do is used, 1 being all. */
export function turnoverUsed({ usage, limits }: Pick<VaultState, "usage" | "limits">): number {
  return usedOf(usage.turnoverBps, limits.dailyTurnoverBps);
}

/** The same of what they may lose. */
export function lossUsed({ usage, limits }: Pick<VaultState, "usage" | "limits">): number {
  return usedOf(usage.lossMillionths / 100, limits.dailyLossBps);
}

/** A limit of nothing that nothing was used of is not near. */
export function usedOf(used: number, limit: number): number {
  return limit > 0 ? used / limit : used > 0 ? 1 : 0;
}
