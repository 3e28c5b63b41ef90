import type { VaultLimits } from "../bot/core/vaultLimits.ts";
import type { VaultState } from "../bot/core/vaultState.ts";

/** Limits that hold nothing back but a rebalance's loss. */
export const WIDE_LIMITS: VaultLimits = {
  idleFloorBps: 0,
  rebalanceLossBps: 10,
  dailyLossBps: 500,
  rebalanceTurnoverBps: 10_000,
  dailyTurnoverBps: 60_000,
  cooldownSeconds: 0,
  growthBpsPerYear: 20_000,
  priceFallBps: 1_000,
  dailyPriceFallBps: 2_000,
  dailyOutflowBps: 10_000,
  managementFeeBps: 0,
  performanceFeeBps: 0,
  forceDeallocatePenaltyBps: 0,
  resetDelayHours: 0,
  timelockHours: 0,
};

/** The rules of a vault that is open and has used none of its budgets. */
export function openVault(
  limits: Partial<VaultLimits> = {},
): Pick<VaultState, "status" | "trip" | "breakerDue" | "limits" | "usage" | "risks"> {
  return {
    status: "normal",
    trip: null,
    breakerDue: null,
    limits: { ...WIDE_LIMITS, ...limits },
    usage: { lastRebalanceSeconds: null, turnoverBps: 0, lossMillionths: 0 },
    risks: [],
  };
}
