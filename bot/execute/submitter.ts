import { KeeperError } from "../core/errors.ts";
import type { OutboxRow, OutboxStatus } from "../core/outbox.ts";
import type { BlockHead } from "./chainReads.ts";

/** What one call of `submit` did. */
export interface Submitted {
  /** Who has the bytes now: a submitter's `kind`, another one's if it stood in. */
  readonly via: string;
  /** False when there was nothing to do, because what was offered before still stands. */
  readonly offeredNow: boolean;
}

/** How a transaction ended, as `close` needs to know it. */
export interface SubmissionEnd {
  readonly status: Exclude<OutboxStatus, "signed" | "submitted">;
  /** The block it is in; null if it is in none. */
  readonly blockNumber: number | null;
  readonly reason: string | null;
}

/** A way for signed bytes to reach a block. */
export interface Submitter {
  /** Recorded with every transaction it sent: "public-mempool". */
  readonly kind: string;
  /**
   * Offers the bytes, given the chain's newest block. Asked again at every look at a transaction that no node knows, so it is cheap when an earlier
   * offer still stands, and harmless when it does not.
   * @throws {SubmissionRejectedError} when it certainly did not take them, nor did before. After any other error it may have.
   */
  submit(row: OutboxRow, head: BlockHead): Promise<Submitted>;
  /**
   * Told once how a transaction ended, or, before one is replaced by a further attempt, that it shall not be offered any more ("replaced"): what
   * still stands is withdrawn, and what became of each offer recorded. What it cannot withdraw it leaves to its nonce. Throws nothing but
   * failures of the database.
   */
  close(row: OutboxRow, end: SubmissionEnd): Promise<void>;
}

export type SubmissionRejectionReason =
  /** The sender's nonce is already used: by these very bytes or by another transaction. Only the receipt tells. */
  | "nonce-too-low"
  /** Another transaction with the same nonce waits and pays more. */
  | "replacement-underpriced"
  | "underpriced"
  | "insufficient-funds"
  /** A builder simulated it, and it would revert: its words say why. */
  | "would-revert"
  /** Malformed, wrongly signed, over a limit of the node: it never will be taken. */
  | "invalid";

export class SubmissionRejectedError extends KeeperError {
  readonly reason: SubmissionRejectionReason;

  constructor(reason: SubmissionRejectionReason, nodeMessage: string) {
    super(`The transaction was rejected (${reason}): ${nodeMessage}`, remedies[reason], 1);
    this.reason = reason;
  }
}

const remedies: Record<SubmissionRejectionReason, string> = {
  "nonce-too-low": "Nothing to do: the keeper looks for the transaction that used the nonce.",
  "replacement-underpriced": "Use the keeper's key for nothing else, and wait for the other transaction or cancel it.",
  underpriced: "Raise the priority fee floor in the gas policy.",
  "insufficient-funds": "Send ETH to the keeper's address.",
  "would-revert": "Nothing to do: the next tick decides anew.",
  invalid: "Compare the limits of the node with the gas policy.",
};
