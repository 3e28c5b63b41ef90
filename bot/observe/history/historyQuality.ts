import type { PeriodYield } from "../../core/periodYield.ts";
import type { Apr, UnixSeconds } from "../../core/units.ts";
import { isSpike, SPIKE_FACTOR, SPIKE_SECONDS } from "../spike.ts";

/** Which rule a sample of somebody else's history breaks, by which value, and in words. */
export interface HistoryBreach {
  readonly rule: string;
  readonly value: number;
  readonly detail: string;
}

/** A yield above 200 % a year is a data error, not an opportunity. */
export const MAX_APR: Apr = 2;

/**
 * Debts may exceed deposits a little: interest accrues on debts first, and some protocols keep reserves out of deposits. Beyond this the two
 * figures are not of the same moment.
 */
export const MAX_UTILIZATION = 1.2;

const amounts = [
  ["total supply", (row: PeriodYield) => row.totalSupplyUsd],
  ["total borrow", (row: PeriodYield) => row.totalBorrowUsd],
  ["liquidity", (row: PeriodYield) => row.liquidityUsd],
  ["deposits", (row: PeriodYield) => row.depositUsd],
  ["withdrawals", (row: PeriodYield) => row.withdrawUsd],
  ["borrows", (row: PeriodYield) => row.borrowUsd],
  ["repayments", (row: PeriodYield) => row.repayUsd],
  ["volume", (row: PeriodYield) => row.volumeUsd],
] as const;

/** The first rule a sample breaks by itself, or null. What is not known breaks none; a market without deposits is data, not an error. */
export function sampleBreach(row: PeriodYield): HistoryBreach | null {
  for (const [what, apr] of [
    ["supply APR", row.supplyApr],
    ["reward APR", row.rewardApr],
    ["supply and reward APR", row.supplyApr === null || row.rewardApr === null ? null : row.supplyApr + row.rewardApr],
  ] as const) {
    if (apr !== null && !(apr >= 0 && apr <= MAX_APR))
      return { rule: "apr-out-of-range", value: apr, detail: `${what} ${apr} is not within 0 and ${MAX_APR}` };
  }
  for (const [what, amountOf] of amounts) {
    const value = amountOf(row);
    if (value !== null && !(value >= 0)) return { rule: "amount-negative", value, detail: `${what} ${value} USD` };
  }
  const { utilization } = row;
  if (utilization !== null && !(utilization >= 0 && utilization <= MAX_UTILIZATION)) {
    return { rule: "utilization-out-of-range", value: utilization, detail: `debts are ${utilization} of deposits` };
  }
  return null;
}

/** What the rule for spikes needs of the last sample of a market that was believed. */
export type LastBelieved = Pick<PeriodYield, "supplyApr" | "utilization"> & { readonly lastSampleSeconds: UnixSeconds };

/** Whether a sample is a spike after the last one of its market that was believed. */
export function spikeBreach(row: PeriodYield, last: LastBelieved | null): HistoryBreach | null {
  if (last === null || row.supplyApr === null || last.supplyApr === null) return null;
  const elapsedSeconds = row.lastSampleSeconds - last.lastSampleSeconds;
  if (elapsedSeconds <= 0 || elapsedSeconds > SPIKE_SECONDS) return null;
  const utilizationRise = row.utilization === null || last.utilization === null ? null : row.utilization - last.utilization;
  if (!isSpike(row.supplyApr, last.supplyApr, utilizationRise)) return null;
  const detail = `supply APR ${row.supplyApr} is over ${SPIKE_FACTOR} × the last one, ${last.supplyApr} at ${last.lastSampleSeconds}, and utilization did not rise with it`;
  return { rule: "apr-spike", value: row.supplyApr, detail };
}
