import { type Kysely, type Selectable, sql } from "kysely";
import type { BundleLog, BundleOffer, BundleStatus, StoredBundle } from "../core/bundle.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { BundlesTable, Database } from "./schema.ts";

/** An offer with the transaction it is of. */
export interface RecentBundle extends StoredBundle {
  readonly transactionHash: string;
}

/** How many offers of one builder are, or ended, in each status. */
export interface BundleCounts extends Readonly<Record<BundleStatus, number>> {
  readonly builder: string;
}

/** The bundle log in PostgreSQL. */
export function postgresBundleLog(db: Kysely<Database>): BundleLog {
  return {
    recordSent: (offer) => record(db, offer, "sent", null),
    recordRefused: (offer, reason) => record(db, offer, "refused", reason),
    async ofTransaction(transactionId) {
      const rows = await db
        .selectFrom("bundles")
        .selectAll()
        .where("transaction_id", "=", Number(transactionId))
        .orderBy("target_block")
        .orderBy("id")
        .execute();
      return rows.map(toStoredBundle);
    },
    async conclude({ id }, status, reason) {
      await db
        .updateTable("bundles")
        .set({ status, reason, updated_at: new Date() })
        .where("id", "=", Number(id))
        .executeTakeFirstOrThrow();
    },
  };
}

/** The last offers of a vault's transactions, newest first. */
export async function recentBundles(db: Kysely<Database>, { chainId, vault }: VaultKey, limit: number): Promise<readonly RecentBundle[]> {
  const rows = await db
    .selectFrom("bundles")
    .innerJoin("transactions", "transactions.id", "bundles.transaction_id")
    .selectAll("bundles")
    .select("transactions.hash")
    .where("transactions.chain_id", "=", chainId)
    .where("transactions.vault", "=", vault)
    .orderBy("bundles.id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toStoredBundle(row), transactionHash: row.hash }));
}

/** The offers of a vault's transactions made since then, counted by builder and what became of them; builders by name. */
export async function bundleCounts(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: UnixSeconds,
): Promise<readonly BundleCounts[]> {
  const countOf = (status: BundleStatus) => sql<number>`count(*) filter (where bundles.status = ${status})`.as(status);
  return db
    .selectFrom("bundles")
    .innerJoin("transactions", "transactions.id", "bundles.transaction_id")
    .select(["builder", countOf("sent"), countOf("refused"), countOf("included"), countOf("missed"), countOf("cancelled")])
    .where("transactions.chain_id", "=", chainId)
    .where("transactions.vault", "=", vault)
    .where("bundles.sent_at", ">=", sinceSeconds)
    .groupBy("builder")
    .orderBy("builder")
    .execute();
}

async function record(db: Kysely<Database>, offer: BundleOffer, status: BundleStatus, reason: string | null): Promise<void> {
  await db
    .insertInto("bundles")
    .values({
      transaction_id: Number(offer.transactionId),
      builder: offer.builder,
      method: offer.method,
      target_block: offer.targetBlock,
      bundle_hash: offer.bundleHash,
      replacement_uuid: offer.replacementUuid,
      status,
      reason,
      sent_at: offer.sentAtSeconds,
    })
    .execute();
}

/** A row as the offer it was. */
export function toStoredBundle(row: Selectable<BundlesTable>): StoredBundle {
  return {
    id: String(row.id),
    transactionId: String(row.transaction_id),
    builder: row.builder,
    method: row.method,
    targetBlock: row.target_block,
    bundleHash: row.bundle_hash,
    replacementUuid: row.replacement_uuid,
    sentAtSeconds: row.sent_at,
    status: row.status,
    reason: row.reason,
  };
}
