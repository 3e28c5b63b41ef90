import type { OutboxRow } from "../core/outbox.ts";
import { maxBigint } from "../core/units.ts";
import { chooseFees, type FeeHistory, type FeePolicy, type Fees, type FeesRefused, withinCeilings } from "./feePolicy.ts";

/** When a transaction is replaced, and by how much better fees. */
export interface ReplacementPolicy {
  /** Blocks that one attempt waits. */
  readonly afterBlocks: number;
  /** Further attempts of a decision at most, cancelling included. */
  readonly atMost: number;
  /** By how much both fees rise at least, in basis points. Nodes take a replacement only if they rise by a tenth (geth's `PriceBump`). */
  readonly bumpBps: number;
}

/**
 * Fees for another transaction with the nonce of `attempts`: what the market asks for now, and above everything offered before by the bump.
 * The same ceilings hold as for a first transaction.
 */
export function replacementFees(
  attempts: readonly Pick<OutboxRow, "maxFeePerGasWei" | "maxPriorityFeePerGasWei" | "ethPriceUsd">[],
  history: FeeHistory,
  gasLimit: bigint,
  policy: { readonly fees: FeePolicy; readonly replacement: ReplacementPolicy },
): Fees | FeesRefused {
  const ethPriceUsd = attempts.at(-1)?.ethPriceUsd ?? Number.NaN;
  const asked = chooseFees({ history, ethPriceUsd }, gasLimit, policy.fees);
  if (!asked.ok) return asked;
  const bumped = (fee: bigint) => fee + (fee * BigInt(policy.replacement.bumpBps) + 9_999n) / 10_000n;
  const best = (of: (row: (typeof attempts)[number]) => bigint) => attempts.reduce((most, row) => maxBigint(most, of(row)), 0n);
  return withinCeilings(
    {
      baseFeePerGasWei: asked.baseFeePerGasWei,
      maxFeePerGasWei: maxBigint(asked.maxFeePerGasWei, bumped(best((row) => row.maxFeePerGasWei))),
      maxPriorityFeePerGasWei: maxBigint(asked.maxPriorityFeePerGasWei, bumped(best((row) => row.maxPriorityFeePerGasWei))),
    },
    { gasLimit, ethPriceUsd },
    policy.fees,
  );
}
