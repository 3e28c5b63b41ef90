import { KeeperError } from "./errors.ts";
import type { Address, UnixSeconds } from "./units.ts";

/** signed → submitted → mined | reverted | replaced | dropped. Of the last four, only the chain can take one back. */
export type OutboxStatus = "signed" | "submitted" | "mined" | "reverted" | "replaced" | "dropped";

/** `cancel` sends nothing to oneself, so that the nonce of a transaction that is no longer wanted is used. */
export type TransactionPurpose = "rebalance" | "cancel";

/** For all to see, or to builders alone. Decided before it is signed, so that a keeper that comes back does not publish what was private. */
export type SubmissionRoute = "public" | "private";

/** A signed transaction as it is recorded before it is sent. */
export interface SignedTransaction {
  readonly decisionId: string;
  readonly purpose: TransactionPurpose;
  readonly route: SubmissionRoute;
  /**
   * 0 for a decision's first transaction. Every further one, with better fees or to cancel, has the same nonce, so at most one of them can
   * ever be in the chain.
   */
  readonly attempt: number;
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
  /** What budgets in USD count its gas at. */
  readonly ethPriceUsd: number;
  /** The chain's newest block when it was signed: how long it has been waiting is counted from here. */
  readonly signedAtBlock: number;
  readonly createdAtSeconds: UnixSeconds;
}

export interface OutboxRow extends SignedTransaction {
  readonly id: string;
  readonly status: OutboxStatus;
  /** How it was sent last; null until it was, or when only the node knows. */
  readonly submitter: string | null;
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

/** A row that is in a block, as far as the outbox knows. */
export interface IncludedRow extends OutboxRow {
  readonly inclusion: Inclusion;
}

/** What a vault's transactions cost since some time: of those not settled, what they may cost at most. */
export interface GasSpent {
  readonly wei: bigint;
  readonly usd: number;
}

/**
 * Every transaction ever signed, written before it is sent, so that a keeper killed at any instant finds out what it did.
 *
 * Writes are durable when their promise resolves. Marking a row that already has the same status changes nothing. The chain has the last
 * word: what was given up may turn out mined, and what was mined may be thrown out with its block; no other final status changes.
 */
export interface Outbox {
  /** Whether a transaction was ever signed for the decision, whatever became of it. */
  hasDecision(decisionId: string): Promise<boolean>;
  /** Rows still signed or submitted, by nonce and attempt. */
  unresolved(chainId: number, sender: Address): Promise<readonly OutboxRow[]>;
  /** All rows of a nonce, whatever became of them, by attempt. */
  ofNonce(chainId: number, sender: Address, nonce: number): Promise<readonly OutboxRow[]>;
  /** Those in the newest blocks, mined or reverted, newest first: a reorganisation may still throw them out. */
  lastIncluded(chainId: number, sender: Address, limit: number): Promise<readonly IncludedRow[]>;
  /** Dropped rows of nonces that none of the rows has used or may still use, newest first: the chain may have taken one after all. */
  givenUp(chainId: number, sender: Address, limit: number): Promise<readonly OutboxRow[]>;
  /** By a vault's transactions signed since then, one nonce left out if it is given: one about to be replaced. */
  gasSpentSince(chainId: number, vault: Address, sinceSeconds: UnixSeconds, exceptNonce: number | null): Promise<GasSpent>;
  /**
   * Records a transaction as signed. One atomic step, also among several processes.
   * @throws {OutboxConflictError} if the decision has this attempt already, another decision's transaction holds the nonce, or the attempt
   * has another nonce than the decision's first.
   * @throws {LeadershipLostError} if another keeper leads the vault by now.
   */
  recordSigned(transaction: SignedTransaction): Promise<OutboxRow>;
  markSubmitted(id: string, submission: Submission): Promise<void>;
  markMined(id: string, inclusion: Inclusion): Promise<void>;
  markReverted(id: string, inclusion: Inclusion, reason: string): Promise<void>;
  /** Another transaction of the sender took the nonce. */
  markReplaced(id: string, reason: string): Promise<void>;
  /** The node certainly did not take it, or it was in no block until its deadline passed, after which the vault refuses it. */
  markDropped(id: string, reason: string): Promise<void>;
  /** The block it was in has left the chain: it is submitted once more. */
  markReorganised(id: string): Promise<void>;
}

/** Another execution was first: nothing was recorded and the transaction must not be sent. */
export class OutboxConflictError extends KeeperError {
  constructor(what: string, cause?: unknown) {
    super(`The outbox already holds ${what}`, "Nothing to do: the transaction on record is being followed.", 1, cause);
  }
}

/** This keeper was paused or cut off so long that another took over: it must not send. */
export class LeadershipLostError extends KeeperError {
  constructor(vault: Address) {
    super(
      `Another keeper leads ${vault} by now`,
      "Nothing was sent. Only one keeper of a vault acts; this one may stand by for when the other stops.",
      1,
    );
  }
}
