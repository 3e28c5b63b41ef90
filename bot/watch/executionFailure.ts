import { KeeperError } from "../core/errors.ts";
import type { ExecutionOutcome } from "../execute/outcome.ts";

/** A rebalance was decided and nothing was sent. */
export class RebalanceNotSentError extends KeeperError {
  constructor(reason: string, explanation: string) {
    super(
      `The rebalance was not sent (${reason}): ${explanation}`,
      reason === "paused-by-operator"
        ? "`keeper resume` lets the keeper act again."
        : "The next tick decides anew; `keeper doctor` checks key, role, balance and vault.",
      1,
    );
  }
}

/** A rebalance was sent and did not happen. */
export class RebalanceFailedError extends KeeperError {
  constructor(kind: string, hash: string, reason: string) {
    super(`The rebalance ${hash} was ${kind}: ${reason}`, "The next tick decides anew; `keeper status` shows the transaction.", 1);
  }
}

/**
 * What went wrong with an execution; null if it did what was asked, or is still under way. Without a key a dry run ends at the decision,
 * which is what was asked of it.
 */
export function executionFailure(outcome: ExecutionOutcome | null, dryRun: boolean): KeeperError | null {
  switch (outcome?.kind) {
    case "refused":
      return dryRun && outcome.reason === "no-key" ? null : new RebalanceNotSentError(outcome.reason, outcome.explanation);
    case "reverted":
    case "replaced":
    case "dropped":
      return new RebalanceFailedError(outcome.kind, outcome.hash, outcome.reason);
    default:
      return null;
  }
}
