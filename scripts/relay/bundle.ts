import { keccak256, Transaction } from "ethers";
import { type Address, minBigint } from "../../bot/core/units.ts";
import type { RelayMode } from "./modes.ts";

export interface SignedTransaction {
  readonly raw: string;
  readonly hash: string;
  readonly from: Address;
  /** Null for a contract creation. */
  readonly to: Address | null;
  readonly nonce: number;
  readonly valueWei: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  /** Of a transaction with a plain gas price the whole price: the block's producer gets all of it above the base fee. */
  readonly maxPriorityFeePerGasWei: bigint;
  readonly data: string;
  readonly accessList: readonly { readonly address: string; readonly storageKeys: readonly string[] }[];
  readonly chainId: bigint;
}

/** What a searcher sent: a bundle for one block, or a private transaction, which is a bundle of one for any of a range of blocks. */
export interface Bundle {
  readonly kind: "bundle" | "private-transaction";
  readonly bundleHash: string;
  /** The reputation key that signed the request. */
  readonly signer: Address;
  readonly transactions: readonly SignedTransaction[];
  /** Inclusive; the same block twice for a bundle. */
  readonly firstBlock: number;
  readonly lastBlock: number;
  /** Bounds of the block's timestamp, unix seconds; null for none. */
  readonly minTimestampSeconds: number | null;
  readonly maxTimestampSeconds: number | null;
  /** Hashes of transactions that may revert. */
  readonly mayRevert: ReadonlySet<string>;
  readonly replacementUuid: string | null;
  /** How the relay was set when the bundle came. */
  readonly mode: RelayMode;
  readonly receivedAt: Date;
}

/** Why a bundle is in no block. */
export type MissReason =
  /** A block of someone else took the number it was for. */
  | "target-passed"
  /** One of its transactions would have reverted. */
  | "reverted"
  | "nonce-used"
  | "nonce-too-high"
  /** Its transactions are in a block, but not by this bundle: by an earlier one, another relay or the public mempool. */
  | "already-included"
  /** The relay was set to leave it out. */
  | "dropped-by-mode"
  /** Its maximum fee is below the block's base fee. */
  | "fee-too-low"
  | "cancelled"
  /** A newer bundle with the same replacementUuid came. */
  | "replaced"
  | "outside-time-bounds"
  | "block-full"
  | "insufficient-funds"
  /** The chain did not take its transaction, for another reason than those above. */
  | "not-accepted";

/** What stands in the way of a bundle, in words. */
export interface Obstacle {
  readonly reason: MissReason;
  readonly detail: string;
}

export type Fate =
  | { readonly kind: "open" }
  | { readonly kind: "included"; readonly blockNumber: number; readonly transactionHashes: readonly string[] }
  | ({ readonly kind: "missed" } & Obstacle);

/**
 * Decodes a signed transaction.
 * @throws Error when it is none, is not signed, or is of a kind that cannot be simulated here (blobs, EIP-7702).
 */
export function decodeTransaction(raw: string): SignedTransaction {
  const transaction = Transaction.from(raw);
  const { hash, from, type } = transaction;
  if (hash === null || from === null) throw new Error("it is not signed");
  if (type === null || type > 2) throw new Error(`transactions of type ${type} are not supported`);
  return {
    raw,
    hash,
    from: from as Address,
    to: transaction.to as Address | null,
    nonce: transaction.nonce,
    valueWei: transaction.value,
    gasLimit: transaction.gasLimit,
    maxFeePerGasWei: transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n,
    maxPriorityFeePerGasWei: transaction.maxPriorityFeePerGas ?? transaction.gasPrice ?? 0n,
    data: transaction.data,
    accessList: transaction.accessList ?? [],
    chainId: transaction.chainId,
  };
}

/** The keccak-256 of the transactions' hashes, one after the other. */
export function bundleHashOf(transactions: readonly SignedTransaction[]): string {
  return keccak256(`0x${transactions.map(({ hash }) => hash.slice(2)).join("")}`);
}

/** What one unit of gas pays the block's producer at a base fee. */
export function priorityFeeWei({ maxFeePerGasWei, maxPriorityFeePerGasWei }: SignedTransaction, baseFeeWei: bigint): bigint {
  const aboveBase = maxFeePerGasWei - baseFeeWei;
  return minBigint(aboveBase, maxPriorityFeePerGasWei);
}
