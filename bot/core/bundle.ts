import type { UnixSeconds } from "./units.ts";

/** `sent` until its last block has passed, then one of the others; `refused` when the builder did not take it. */
export type BundleStatus = "sent" | "refused" | "included" | "missed" | "cancelled";

/** One offer of a recorded transaction to one builder. */
export interface BundleOffer {
  /** The row of the outbox. */
  readonly transactionId: string;
  /** The builder's or relay's name in the configuration. */
  readonly builder: string;
  readonly method: "bundle" | "private-transaction";
  /** The block of a bundle, the last block of a private transaction. */
  readonly targetBlock: number;
  readonly bundleHash: string | null;
  readonly replacementUuid: string | null;
  readonly sentAtSeconds: UnixSeconds;
}

export interface StoredBundle extends BundleOffer {
  readonly id: string;
  readonly status: BundleStatus;
  /** Why it was refused, missed or cancelled. */
  readonly reason: string | null;
}

/** What was offered to whom and what became of it, beside the outbox. */
export interface BundleLog {
  recordSent(offer: BundleOffer): Promise<void>;
  recordRefused(offer: BundleOffer, reason: string): Promise<void>;
  /** Those of a transaction, by target block. */
  ofTransaction(transactionId: string): Promise<readonly StoredBundle[]>;
  conclude(bundle: StoredBundle, status: Exclude<BundleStatus, "sent">, reason: string | null): Promise<void>;
}
