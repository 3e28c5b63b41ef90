import type { RecentBundle } from "../../bot/store/bundles.ts";

/** What was offered to the relay, and what became of it. */
export interface BundleSummary {
  /** One for each transaction and block. */
  readonly sent: number;
  readonly included: number;
  readonly missed: number;
  /** Withdrawn because an earlier block has the transaction. */
  readonly cancelled: number;
  readonly refused: number;
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly transactionHash: string;
  readonly block: number;
  readonly reason: string;
  /** The block that has the transaction after all; null if none does. */
  readonly includedInBlock: number | null;
}

export function bundleSummary(bundles: readonly RecentBundle[]): BundleSummary {
  const count = (status: RecentBundle["status"]) => bundles.filter((bundle) => bundle.status === status).length;
  const refused = count("refused");
  return {
    sent: bundles.length - refused,
    included: count("included"),
    missed: count("missed"),
    cancelled: count("cancelled"),
    refused,
    misses: bundles
      .filter(({ status }) => status === "missed")
      .map(({ transactionHash, transactionId, targetBlock, reason }) => ({
        transactionHash,
        block: targetBlock,
        reason: reason ?? "",
        includedInBlock: bundles.find((one) => one.transactionId === transactionId && one.status === "included")?.targetBlock ?? null,
      })),
  };
}

export function bundleText({ sent, included, missed, cancelled, refused, misses }: BundleSummary): string {
  const counts = `Bundles of the keeper to its relay: ${sent} sent, ${included} included, ${missed} missed, ${cancelled} withdrawn because an earlier block had the transaction`;
  return [
    refused === 0 ? `${counts}.` : `${counts}; ${refused} refused.`,
    ...misses.map(({ transactionHash, block, reason, includedInBlock }) => {
      const then = includedInBlock === null ? "no later block has it" : `offered for the next ones, and in ${includedInBlock}`;
      return `  ${transactionHash.slice(0, 10)}… missed block ${block}: ${reason}; ${then}`;
    }),
  ].join("\n");
}
