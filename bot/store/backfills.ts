import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "../observe/collector.ts";
import type { SampleTimes } from "../observe/history/archiveBackfill.ts";
import { insertObservations } from "./observations.ts";
import { insertRejectedSamples } from "./rejectedSamples.ts";
import type { Database } from "./schema.ts";
import { transactionOf } from "./transaction.ts";

/** No bucket is longer: a sample is found by its bucket, which is what partitions are made of, although it is its block's time that counts. */
const LONGEST_BUCKET_SECONDS = 86_400;

/**
 * For each of the times the markets that have a sample, believed or rejected, of a block that is not younger and less than `everySeconds`
 * older. Times without any are left out.
 */
export async function sampledTimes(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  { fromSeconds, toSeconds, everySeconds }: SampleTimes,
): Promise<ReadonlyMap<UnixSeconds, ReadonlySet<MarketId>>> {
  const after = fromSeconds - everySeconds;
  const { rows } = await sql<{ marketId: MarketId; place: number }>`
    with samples (market_id, at) as (
      select market_id, block_time from observations
      where market_id = any(${marketIds}::text[]) and bucket_time > ${after - LONGEST_BUCKET_SECONDS}::bigint
        and bucket_time < ${toSeconds}::bigint
      union all
      select market_id, sample_time from rejected_samples where market_id = any(${marketIds}::text[]) and origin = 'rpc'
    )
    select distinct market_id as "marketId", (at - ${after + 1}::bigint) / ${everySeconds}::bigint as place from samples
    where at > ${after}::bigint and at < ${toSeconds}::bigint`.execute(db);
  const sampled = new Map<UnixSeconds, Set<MarketId>>();
  for (const { marketId, place } of rows) {
    const time = fromSeconds + place * everySeconds;
    sampled.set(time, (sampled.get(time) ?? new Set()).add(marketId));
  }
  return sampled;
}

/** Stores everything that was seen at one block, whole or not at all; returns how many observations were new. */
export function storeSnapshot(db: Kysely<Database>, { observations, rejected }: Snapshot): Promise<number> {
  return transactionOf(db, async (transaction) => {
    await insertRejectedSamples(transaction, rejected);
    return insertObservations(transaction, observations);
  });
}

/** The time for which a market's history has been brought in from a service. */
export interface Coverage {
  readonly fromSeconds: UnixSeconds;
  readonly untilSeconds: UnixSeconds;
}

/** How far the backfills of an origin have come, by market. */
export async function backfillCoverage(db: Kysely<Database>, origin: string): Promise<ReadonlyMap<MarketId, Coverage>> {
  const rows = await db.selectFrom("backfills").selectAll().where("origin", "=", origin).execute();
  return new Map(rows.map((row) => [row.market_id, { fromSeconds: row.covered_from, untilSeconds: row.covered_until }]));
}

/** Notes that a market's history is there for this time, and for what was noted before. */
export async function recordCoverage(db: Kysely<Database>, marketId: MarketId, origin: string, coverage: Coverage): Promise<void> {
  await sql`
    insert into backfills (market_id, origin, covered_from, covered_until)
    values (${marketId}, ${origin}, ${coverage.fromSeconds}::bigint, ${coverage.untilSeconds}::bigint)
    on conflict (market_id, origin) do update set
      covered_from = least(backfills.covered_from, excluded.covered_from),
      covered_until = greatest(backfills.covered_until, excluded.covered_until)`.execute(db);
}
