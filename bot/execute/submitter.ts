import { KeeperError } from "../core/errors.ts";

/** A way for signed bytes to reach a block. */
export interface Submitter {
  /** Recorded with every transaction it sent: "public-mempool". */
  readonly kind: string;
  /**
   * Hands the bytes over; sending the same bytes again is harmless.
   * @returns The transaction hash, once the other side certainly has the bytes.
   * @throws {SubmissionRejectedError} when it certainly did not take them. After any other error it may have.
   */
  submit(rawTransaction: string): Promise<string>;
}

export type SubmissionRejectionReason =
  /** The sender's nonce is already used: by these very bytes or by another transaction. Only the receipt tells. */
  | "nonce-too-low"
  /** Another transaction with the same nonce waits and pays more. */
  | "replacement-underpriced"
  | "underpriced"
  | "insufficient-funds"
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
  invalid: "Compare the limits of the node with the gas policy.",
};
