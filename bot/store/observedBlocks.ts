import { type Kysely, sql } from "kysely";
import type { ObservedBlock } from "../core/sampling.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Database } from "./schema.ts";

/** The blocks with the highest numbers of those that samples were stored of and that are part of the chain as far as is known, newest first. */
export async function recentObservedBlocks(db: Kysely<Database>, chainId: number, limit: number): Promise<readonly ObservedBlock[]> {
  const rows = await db
    .selectFrom("observed_blocks")
    .select(["number", "hash", "block_time", "bucket_time"])
    .where("chain_id", "=", chainId)
    .where("orphaned_at", "is", null)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    hash: row.hash,
    timeSeconds: row.block_time,
    bucketTimeSeconds: row.bucket_time,
  }));
}

/** Notes that samples were stored of a block. One that had left the chain is part of it again. */
export async function upsertObservedBlock(
  db: Kysely<Database>,
  chainId: number,
  block: ObservedBlock,
  { refill, seenAtSeconds }: { readonly refill: boolean; readonly seenAtSeconds?: UnixSeconds | undefined },
): Promise<void> {
  await db
    .insertInto("observed_blocks")
    .values({
      chain_id: chainId,
      number: block.number,
      hash: block.hash,
      block_time: block.timeSeconds,
      bucket_time: block.bucketTimeSeconds,
      refill,
      ...(seenAtSeconds === undefined ? {} : { observed_at: new Date(seenAtSeconds * 1000) }),
    })
    .onConflict((conflict) => conflict.columns(["chain_id", "number", "hash"]).doUpdateSet({ orphaned_at: null }))
    .execute();
}

/** The blocks of a number that are taken for part of the chain and have another hash. */
export async function rivalsOf(db: Kysely<Database>, chainId: number, block: ObservedBlock): Promise<readonly ObservedBlock[]> {
  const rows = await db
    .selectFrom("observed_blocks")
    .select(["number", "hash", "block_time", "bucket_time"])
    .where("chain_id", "=", chainId)
    .where("number", "=", block.number)
    .where("hash", "!=", block.hash)
    .where("orphaned_at", "is", null)
    .execute();
  return rows.map((row) => ({ number: row.number, hash: row.hash, timeSeconds: row.block_time, bucketTimeSeconds: row.bucket_time }));
}

export async function markOrphaned(db: Kysely<Database>, chainId: number, blocks: readonly ObservedBlock[]): Promise<void> {
  await sql`
    update observed_blocks set orphaned_at = now()
    from unnest(${blocks.map((block) => block.number)}::bigint[], ${blocks.map((block) => block.hash)}::text[]) as gone (number, hash)
    where chain_id = ${chainId} and observed_blocks.number = gone.number and observed_blocks.hash = gone.hash
      and orphaned_at is null`.execute(db);
}

/** The number of the block that a bucket's sample was of before it left the chain; null if none did. */
export async function orphanedNumberIn(db: Kysely<Database>, chainId: number, bucketTimeSeconds: UnixSeconds): Promise<number | null> {
  const row = await db
    .selectFrom("observed_blocks")
    .select("number")
    .where("chain_id", "=", chainId)
    .where("bucket_time", "=", bucketTimeSeconds)
    .where("orphaned_at", "is not", null)
    .orderBy("orphaned_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}
