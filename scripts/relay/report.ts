import type { Address } from "../../bot/core/units.ts";
import type { Bundle, Fate, MissReason } from "./bundle.ts";
import type { PoolEntry } from "./bundlePool.ts";
import type { RefusingMode } from "./modes.ts";

export interface ReportedBundle {
  readonly kind: Bundle["kind"];
  readonly bundleHash: string;
  readonly signer: Address;
  readonly transactionHashes: readonly string[];
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly replacementUuid: string | null;
  readonly receivedAt: Date;
  readonly fate: Fate;
}

export interface RelayReport {
  /** Bundles and private transactions that the relay said it took. */
  readonly received: number;
  readonly included: number;
  readonly missed: number;
  /** Neither yet. */
  readonly open: number;
  /** Only reasons that occurred. */
  readonly missedBy: Readonly<Partial<Record<MissReason, number>>>;
  /** Calls that were not carried out, by the mode that refused them; only modes that did. */
  readonly refused: Readonly<Partial<Record<RefusingMode["kind"], number>>>;
  /** In the order in which they came, each as it was when a block was last made. */
  readonly bundles: readonly ReportedBundle[];
  /** Slots in which no block could be made, and why the last of them failed. */
  readonly failedSlots: { readonly count: number; readonly lastMessage: string | null };
}

export function createReport(
  entries: readonly PoolEntry[],
  { refused, failedSlots }: Pick<RelayReport, "refused" | "failedSlots">,
): RelayReport {
  const count = (kind: Fate["kind"]) => entries.filter(({ fate }) => fate.kind === kind).length;
  const missedBy: Partial<Record<MissReason, number>> = {};
  for (const { fate } of entries) if (fate.kind === "missed") missedBy[fate.reason] = (missedBy[fate.reason] ?? 0) + 1;
  return {
    received: entries.length,
    included: count("included"),
    missed: count("missed"),
    open: count("open"),
    missedBy,
    refused: { ...refused },
    bundles: entries.map(toReported),
    failedSlots,
  };
}

function toReported({ bundle, fate }: PoolEntry): ReportedBundle {
  const { kind, bundleHash, signer, transactions, firstBlock, lastBlock, replacementUuid, receivedAt } = bundle;
  const transactionHashes = transactions.map(({ hash }) => hash);
  return { kind, bundleHash, signer, transactionHashes, firstBlock, lastBlock, replacementUuid, receivedAt, fate };
}
