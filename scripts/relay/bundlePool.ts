import type { Address } from "../../bot/core/units.ts";
import type { Bundle, Fate, Obstacle } from "./bundle.ts";
import type { TransactionOutcome } from "./traceTransaction.ts";

/** A bundle and what became of it. */
export interface PoolEntry {
  readonly bundle: Bundle;
  fate: Fate;
  /** Why the last block that was made for it does not have it; null when there was none. */
  lastObstacle: Obstacle | null;
  /** When a block was first built with it in mind; null when none was. */
  consideredAt: Date | null;
  sealedAt: Date | null;
  /** What its transactions did when it was last executed. */
  outcomes: readonly TransactionOutcome[];
}

export interface BundlePool {
  /** All that ever came, in the order in which it came. */
  readonly entries: readonly PoolEntry[];
  /** Takes a bundle; an open one of the same signer and replacementUuid is replaced. */
  add(bundle: Bundle): void;
  /** What waits for a block. */
  open(): readonly PoolEntry[];
  /** What wants to be in a block of this number. */
  due(blockNumber: number): readonly PoolEntry[];
  /** What waits although the head is at its last block, or beyond. */
  passed(headNumber: number): readonly PoolEntry[];
  /** Gives up what asks for nothing but transactions that are in a block by now. */
  include(hashes: readonly string[]): void;
  /** Cancels the open entries that fit and returns them. */
  cancel(signer: Address, fits: (bundle: Bundle) => boolean): readonly PoolEntry[];
}

export function createBundlePool(): BundlePool {
  const entries: PoolEntry[] = [];
  const open = () => entries.filter(({ fate }) => fate.kind === "open");

  function giveUp(chosen: readonly PoolEntry[], obstacle: Obstacle): void {
    for (const entry of chosen) entry.fate = { kind: "missed", ...obstacle };
  }

  return {
    entries,
    open,
    add(bundle) {
      const { replacementUuid, signer } = bundle;
      if (replacementUuid !== null) {
        const older = open().filter((entry) => entry.bundle.signer === signer && entry.bundle.replacementUuid === replacementUuid);
        giveUp(older, { reason: "replaced", detail: `a newer bundle has the replacementUuid ${replacementUuid}` });
      }
      entries.push({ bundle, fate: { kind: "open" }, lastObstacle: null, consideredAt: null, sealedAt: null, outcomes: [] });
    },
    due: (blockNumber) => open().filter(({ bundle }) => bundle.firstBlock <= blockNumber && blockNumber <= bundle.lastBlock),
    passed: (headNumber) => open().filter(({ bundle }) => bundle.lastBlock <= headNumber),
    include(hashes) {
      const included = new Set(hashes);
      const spent = open().filter(({ bundle }) => bundle.transactions.every(({ hash }) => included.has(hash)));
      giveUp(spent, { reason: "already-included", detail: "its transactions are in an earlier block" });
    },
    cancel(signer, fits) {
      const chosen = open().filter(({ bundle }) => bundle.signer === signer && fits(bundle));
      giveUp(chosen, { reason: "cancelled", detail: "its sender cancelled it" });
      return chosen;
    },
  };
}
