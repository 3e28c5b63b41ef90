import { KeeperError } from "../core/errors.ts";
import { LeadershipLostError, OutboxConflictError } from "../core/outbox.ts";
import type { FeesRefused } from "./feePolicy.ts";
import { type PlanRefusalReason, PlanRefusedError } from "./plan.ts";
import { SigningDeniedError } from "./signers/signingPolicy.ts";
import { SubmissionRejectedError } from "./submitter.ts";

/** Why nothing was sent. */
export type RefusalReason =
  | PlanRefusalReason
  | FeesRefused["reason"]
  /** The outbox has a transaction for this decision, or for the nonce. */
  | "already-executed"
  /** An earlier transaction of the same sender has no final status. */
  | "unresolved-transaction"
  /** A transaction that is not in the outbox waits with the sender's next nonce. */
  | "foreign-transaction"
  /** The node's head is older than the block decided on. */
  | "node-behind"
  | "deadline-passed"
  | "simulation-failed"
  | "insufficient-funds"
  /** The vault's transactions would cost more within a day than they may. */
  | "gas-budget"
  /** An operator wants nothing sent for now. */
  | "paused-by-operator"
  /** Another keeper leads the vault by now. */
  | "not-leader"
  | "signing-denied"
  /** This machine's clock is behind the chain's. */
  | "clock-skew"
  /** No key was given: decisions are made and nothing can be signed. */
  | "no-key"
  /** The node certainly did not take it; its row is marked dropped. */
  | "submission-rejected";

export interface Refusal {
  readonly reason: RefusalReason;
  readonly explanation: string;
}

/** A condition for sending does not hold. */
export class ExecutionRefusedError extends KeeperError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, explanation: string) {
    super(explanation, "Nothing was sent; the next tick decides anew.", 1);
    this.reason = reason;
  }
}

/** The refusal an error stands for; null when it is a failure or a defect, which a caller has to see. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof ExecutionRefusedError || error instanceof PlanRefusedError) {
    return { reason: error.reason, explanation: error.message };
  }
  if (error instanceof SigningDeniedError) return { reason: "signing-denied", explanation: error.message };
  if (error instanceof OutboxConflictError) return { reason: "already-executed", explanation: error.message };
  if (error instanceof LeadershipLostError) return { reason: "not-leader", explanation: error.message };
  if (error instanceof SubmissionRejectedError) return { reason: "submission-rejected", explanation: error.message };
  return null;
}
