import { KeeperError } from "./errors.ts";
import type { Address, UnixSeconds } from "./units.ts";

/** signed → submitted → mined | reverted | replaced | dropped. The last four are final. */
export type OutboxStatus = "signed" | "submitted" | "mined" | "reverted" | "replaced" | "dropped";

/** A signed transaction as it is recorded before it is sent. */
export interface SignedTransaction {
  readonly decisionId: string;
  readonly chainId: number;
  readonly vault: Address;
  readonly sender: Address;
  readonly nonce: number;
  readonly hash: string;
  /** The exact bytes to send, "0x…": whoever holds them can send them. */
  readonly rawTransaction: string;
  readonly gasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  readonly createdAtSeconds: UnixSeconds;
}

export interface OutboxRow extends SignedTransaction {
  readonly id: string;
  readonly status: OutboxStatus;
}

export interface Submission {
  /** The `kind` of the submitter that sent it; null when it was found on the node without a record of who sent it. */
  readonly submitter: string | null;
  readonly submittedAtSeconds: UnixSeconds;
}

/** Where a transaction ended up, and what it cost: gasUsed × effectiveGasPriceWei. */
export interface Inclusion {
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly gasUsed: bigint;
  readonly effectiveGasPriceWei: bigint;
  readonly costWei: bigint;
}

/**
 * Every transaction ever signed, written before it is sent, so that a keeper killed at any instant finds out what it did.
 *
 * Writes are durable when their promise resolves. Marking a row that already has the same status changes nothing; a final status never
 * changes into another one.
 */
export interface Outbox {
  /** Whether a transaction was ever signed for the decision, whatever became of it. */
  hasDecision(decisionId: string): Promise<boolean>;
  /** Rows still signed or submitted, by nonce. */
  unresolved(chainId: number, sender: Address): Promise<readonly OutboxRow[]>;
  /**
   * Records a transaction as signed. One atomic step, also among several processes.
   * @throws {OutboxConflictError} if the decision has a row, or an unresolved row of the sender holds the nonce.
   */
  recordSigned(transaction: SignedTransaction): Promise<OutboxRow>;
  markSubmitted(id: string, submission: Submission): Promise<void>;
  markMined(id: string, inclusion: Inclusion): Promise<void>;
  markReverted(id: string, inclusion: Inclusion, reason: string): Promise<void>;
  /** Another transaction of the sender took the nonce. */
  markReplaced(id: string, reason: string): Promise<void>;
  /** The node certainly did not take it, or it was in no block until its deadline passed, after which the vault refuses it. */
  markDropped(id: string, reason: string): Promise<void>;
}

/** Another execution was first: nothing was recorded and the transaction must not be sent. */
export class OutboxConflictError extends KeeperError {
  constructor(what: string, cause?: unknown) {
    super(`The outbox already holds ${what}`, "Nothing to do: the transaction on record is being followed.", 1, cause);
  }
}
