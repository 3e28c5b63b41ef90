import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Database } from "./schema.ts";

/** From when until when the buckets of a market are accounted for. */
export interface SamplingProgress {
  readonly marketId: MarketId;
  readonly firstBucketSeconds: UnixSeconds;
  readonly accountedUntilSeconds: UnixSeconds;
}

export async function samplingProgress(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly SamplingProgress[]> {
  if (marketIds.length === 0) return [];
  const rows = await db.selectFrom("sampling_progress").selectAll().where("market_id", "in", marketIds).orderBy("market_id").execute();
  return rows.map(toProgress);
}

/** The same, held until the transaction ends: whoever else samples these markets waits. */
export async function lockSamplingProgress(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly SamplingProgress[]> {
  if (marketIds.length === 0) return [];
  const rows = await db
    .selectFrom("sampling_progress")
    .selectAll()
    .where("market_id", "in", marketIds)
    .orderBy("market_id")
    .forUpdate()
    .execute();
  return rows.map(toProgress);
}

/** Moves these markets on to `untilSeconds`; one that is new begins with the bucket before it. Never goes back. */
export async function advanceSamplingProgress(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  bucketTimeSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<void> {
  if (marketIds.length === 0) return;
  await sql`
    insert into sampling_progress (market_id, first_bucket, accounted_until)
    select market_id, ${bucketTimeSeconds}::bigint, ${untilSeconds}::bigint from unnest(${marketIds.toSorted()}::text[]) as given (market_id)
    on conflict (market_id) do update
      set accounted_until = greatest(sampling_progress.accounted_until, excluded.accounted_until)`.execute(db);
}

function toProgress(row: { market_id: string; first_bucket: number; accounted_until: number }): SamplingProgress {
  return { marketId: row.market_id, firstBucketSeconds: row.first_bucket, accountedUntilSeconds: row.accounted_until };
}
