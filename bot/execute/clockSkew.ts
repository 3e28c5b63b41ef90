import type { UnixSeconds } from "../core/units.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Execution } from "./openExecution.ts";

/** A proposer's clock and the network account for less. */
const TOLERANCE_SECONDS = 15;

/** How much this machine's clock is behind a block, which the whole network agrees is not of the future; 0 if it is not behind. */
export function secondsBehind(blockTimeSeconds: UnixSeconds, atSeconds: UnixSeconds): number {
  return Math.max(0, blockTimeSeconds - atSeconds);
}

/** What to warn of when a block seems to come out of the future; null when the clock is as good as it has to be. */
export function clockWarning(blockTimeSeconds: UnixSeconds, atSeconds: UnixSeconds): string | null {
  const behind = secondsBehind(blockTimeSeconds, atSeconds);
  return behind <= TOLERANCE_SECONDS ? null : `this machine's clock is ${behind} s behind the newest block: synchronise it (NTP)`;
}

/** What to warn of when database and machine disagree about the time, which is told apart in both directions; null when they agree. */
export function databaseClockWarning(aheadSeconds: number): string | null {
  const rounded = Math.round(Math.abs(aheadSeconds));
  if (rounded <= TOLERANCE_SECONDS) return null;
  const direction = aheadSeconds > 0 ? "ahead of" : "behind";
  return `the database's clock is ${rounded} s ${direction} this machine's: synchronise both (NTP)`;
}

/**
 * The same execution, which refuses while the clock is wrong: deadlines, ages of data and budgets a day would be wrong with it.
 * @param maxSkewSeconds Null on a chain that has a time of its own.
 */
export function withTrustedClock(execute: Execution["execute"], clock: Clock, maxSkewSeconds: number | null): Execution["execute"] {
  if (maxSkewSeconds === null) return execute;
  return async (decision, vault, reckoned) => {
    const behind = secondsBehind(vault.blockTimeSeconds, nowSeconds(clock));
    if (behind <= maxSkewSeconds) return execute(decision, vault, reckoned);
    const explanation = `This machine's clock is ${behind} s behind block ${vault.blockNumber}, more than ${maxSkewSeconds} s: synchronise it (NTP)`;
    return { kind: "refused", reason: "clock-skew", explanation };
  };
}
