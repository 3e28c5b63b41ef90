import type { Decision } from "../core/decision.ts";
import type { OperatorOrders } from "../core/operatorOrders.ts";
import { type BundleCounts, bundleCounts, type RecentBundle, recentBundles } from "../store/bundles.ts";
import type { Store } from "../store/connection.ts";
import { recentDecisions, type VaultKey } from "../store/decisions.ts";
import { type AdapterDrift, driftByAdapter, recentDrift, type StoredMoveResult } from "../store/moveResults.ts";
import { operatorOrders } from "../store/operatorActions.ts";
import { recentTransactions, type StoredTransaction } from "../store/outbox.ts";
import { recentTicks, type Tick } from "../store/ticks.ts";
import { driftText } from "./driftText.ts";
import { percent, thousands, utcTime } from "./format.ts";
import { ordersText } from "./operatorText.ts";
import { table } from "./table.ts";

/** What the database knows of one vault. */
export interface Status extends VaultKey {
  /** What operators have ordered that holds now. */
  readonly orders: OperatorOrders;
  readonly ticks: readonly Tick[];
  readonly lastDecision: Decision | null;
  readonly transactions: readonly StoredTransaction[];
  /** Offers of transactions that were kept private, newest first. */
  readonly bundles: readonly RecentBundle[];
  /** Of all there ever were. */
  readonly bundleCounts: readonly BundleCounts[];
  /** What the last moves of mined rebalances came to, newest first. */
  readonly moves: readonly StoredMoveResult[];
  /** Of all mined rebalances, by adapter. */
  readonly drift: readonly AdapterDrift[];
}

export async function readStatus(store: Store, key: VaultKey, count: number): Promise<Status> {
  const [orders, ticks, decisions, transactions, bundles, counts, moves, drift] = await Promise.all([
    operatorOrders(store.db, key),
    recentTicks(store.db, key, count),
    recentDecisions(store.db, key, 1),
    recentTransactions(store.db, key, count),
    recentBundles(store.db, key, count),
    bundleCounts(store.db, key, 0),
    recentDrift(store.db, key, count),
    driftByAdapter(store.db, key, 0),
  ]);
  return { ...key, orders, ticks, lastDecision: decisions[0] ?? null, transactions, bundles, bundleCounts: counts, moves, drift };
}

export function statusText(status: Status): string {
  const { vault, chainId, ticks, lastDecision, transactions, bundles, drift } = status;
  const ordered = ordersText(status.orders);
  if (ticks.length === 0) {
    const none = `The database has no tick of ${vault} on chain ${chainId} yet; \`keeper tick\` or \`keeper run\` makes one.`;
    return [none, ...ordered].join("\n");
  }
  const tickRows = ticks.map((tick) => [
    utcTime(tick.startedAt.getTime() / 1000),
    tick.blockNumber === null ? "–" : String(tick.blockNumber),
    tick.navUsd === null ? "–" : thousands(tick.navUsd),
    tick.status,
    vaultStatusText(tick),
    tick.turnoverBps === null ? "–" : percent(tick.turnoverBps / 10_000),
    tick.lossMillionths === null ? "–" : percent(tick.lossMillionths / 1e6, 4),
    tick.error === null ? "" : `${tick.error.rule}: ${tick.error.message}`,
  ]);
  const transactionRows = transactions.map(({ hash, nonce, purpose, submitter, status, inclusion }) => [
    hash,
    String(nonce),
    purpose,
    submitter ?? "–",
    status,
    inclusion === null ? "–" : String(inclusion.blockNumber),
    inclusion === null ? "–" : thousands(Number(inclusion.gasUsed), 0),
  ]);
  const bundleRows = bundles.map(({ transactionHash, builder, method, targetBlock, status, reason }) => [
    transactionHash,
    builder,
    method,
    String(targetBlock),
    status,
    reason ?? "",
  ]);
  const countRows = status.bundleCounts.map(({ builder, sent, included, missed, cancelled, refused }) => [
    builder,
    ...[sent, included, missed, cancelled, refused].map(String),
  ]);
  const drifts = driftText(drift);
  return [
    `Vault ${vault} on chain ${chainId}`,
    ...ordered,
    table([["tick (UTC)", "block", "NAV USD", "status", "vault", "turnover 24 h", "loss 24 h", "error"], ...tickRows]),
    ...(transactions.length === 0 ? [] : ["", table([["transaction", "nonce", "to", "by", "status", "block", "gas"], ...transactionRows])]),
    ...(bundles.length === 0 ? [] : ["", table([["offered", "builder", "as", "for block", "status", "why"], ...bundleRows])]),
    ...(countRows.length === 0 ? [] : ["", table([["builder", "standing", "included", "missed", "withdrawn", "refused"], ...countRows])]),
    ...(drifts === null ? [] : ["", drifts]),
    ...(lastDecision === null ? [] : ["", `Last decision (${lastDecision.action}, ${lastDecision.reason}): ${lastDecision.explanation}`]),
  ].join("\n");
}

function vaultStatusText({ vaultStatus, tripReason }: Tick): string {
  if (vaultStatus === null) return "–";
  return tripReason === null ? vaultStatus : `${vaultStatus} (${tripReason})`;
}
