import type { Kysely } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** What one tick saw a share to be worth. */
export interface PricedTick {
  readonly tickId: number;
  readonly bucketTimeSeconds: UnixSeconds;
  /** Assets a share, both in whole tokens. */
  readonly sharePrice: number;
}

/** The last tick at `atSeconds` or before that saw a share price; null when none did. */
export async function pricedTickAt(db: Kysely<Database>, key: VaultKey, atSeconds: UnixSeconds): Promise<PricedTick | null> {
  const row = await priced(db, key)
    .where("bucket_time", "<=", atSeconds)
    .orderBy("bucket_time", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toPricedTick(row);
}

/** The first tick at `fromSeconds` or later that saw one. */
export async function firstPricedTick(db: Kysely<Database>, key: VaultKey, fromSeconds: UnixSeconds): Promise<PricedTick | null> {
  const row = await priced(db, key)
    .where("bucket_time", ">=", fromSeconds)
    .orderBy("bucket_time")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toPricedTick(row);
}

/** All that saw one from a time until another, both included, oldest first. */
export async function pricedTicks(
  db: Kysely<Database>,
  key: VaultKey,
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly PricedTick[]> {
  const rows = await priced(db, key)
    .where("bucket_time", ">=", fromSeconds)
    .where("bucket_time", "<=", untilSeconds)
    .orderBy("bucket_time")
    .orderBy("id")
    .execute();
  return rows.map(toPricedTick);
}

function priced(db: Kysely<Database>, { chainId, vault }: VaultKey) {
  return db
    .selectFrom("ticks")
    .select(["id", "bucket_time", "share_price"])
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("share_price", "is not", null)
    .$narrowType<{ share_price: number }>();
}

function toPricedTick(row: { id: number; bucket_time: number; share_price: number }): PricedTick {
  return { tickId: row.id, bucketTimeSeconds: row.bucket_time, sharePrice: row.share_price };
}
