import type { VaultState } from "../core/vaultState.ts";
import { utcTime } from "./format.ts";

/** "reduce-only since 2026-01-01 00:05:00 UTC (price-fall)", and what the monitor reports; "normal" when all is well. */
export function statusText({ status, trip, breakerDue }: Pick<VaultState, "status" | "trip" | "breakerDue">): string {
  const reason = trip?.condition?.reason ?? "for a reason that could not be read";
  const since = trip === null ? "" : ` since ${utcTime(trip.atSeconds)} UTC (${reason})`;
  const due = breakerDue === null ? "" : `, its monitor reports ${breakerDue.reason} of ${breakerDue.subject}`;
  return `${status}${since}${due}`;
}

/** "20 % of 200 % turnover, 0.001 % of 0.3 % loss used in 24 h": what rebalances have used of the vault's rolling budgets. */
export function budgetText({ limits, usage }: Pick<VaultState, "limits" | "usage">): string {
  const turnover = `${usage.turnoverBps / 100} % of ${limits.dailyTurnoverBps / 100} % turnover`;
  return `${turnover}, ${usage.lossMillionths / 10_000} % of ${limits.dailyLossBps / 100} % loss used in 24 h`;
}
