import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { GapReason, SamplingGap } from "../core/sampling.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database } from "./schema.ts";

/** One bucket that markets still miss. */
export interface OpenBucket {
  readonly bucketTimeSeconds: UnixSeconds;
  readonly marketIds: readonly MarketId[];
}

/** One bucket of one market. */
export interface MarketBucket {
  readonly marketId: MarketId;
  readonly bucketTimeSeconds: UnixSeconds;
}

/** How a bucket of a gap ends: with a sample, or with the knowledge that there is none to be had. */
export type GapClosing = "refilled" | "irrecoverable";

const columns = (bucketSeconds: number): readonly BulkColumn<SamplingGap>[] => [
  { name: "market_id", type: "text", value: (gap) => gap.marketId },
  { name: "first_bucket", type: "bigint", value: (gap) => gap.firstBucketSeconds },
  { name: "last_bucket", type: "bigint", value: (gap) => gap.lastBucketSeconds },
  { name: "bucket_seconds", type: "integer", value: () => bucketSeconds },
  { name: "reason", type: "text", value: (gap) => gap.reason },
  { name: "detail", type: "text", value: (gap) => gap.detail },
];

/** Records gaps; one that goes on where an open one ends, for the same reason, makes that longer: a market that is gone is one row. */
export async function insertGaps(db: Kysely<Database>, bucketSeconds: number, gaps: readonly SamplingGap[]): Promise<void> {
  if (gaps.length === 0) return;
  const { rows } = await sql<{ market_id: string; first: number }>`
    update sampling_gaps gap set last_bucket = given.last
    from unnest(${gaps.map((gap) => gap.marketId)}::text[], ${gaps.map((gap) => gap.firstBucketSeconds)}::bigint[],
      ${gaps.map((gap) => gap.lastBucketSeconds)}::bigint[], ${gaps.map((gap) => gap.reason)}::text[],
      ${gaps.map((gap) => gap.detail)}::text[]) as given (market_id, first, last, reason, detail)
    where gap.market_id = given.market_id and gap.last_bucket + ${bucketSeconds}::integer = given.first
      and gap.bucket_seconds = ${bucketSeconds} and gap.reason = given.reason and gap.detail = given.detail and gap.closed_at is null
    returning given.market_id, given.first`.execute(db);
  const extended = new Set(rows.map((row) => `${row.market_id} ${row.first}`));
  const added = gaps.filter((gap) => !extended.has(`${gap.marketId} ${gap.firstBucketSeconds}`));
  if (added.length === 0) return;
  await bulkInsertIgnoringExisting("sampling_gaps", columns(bucketSeconds), added).execute(db);
}

/** Takes these buckets out of the gaps they are in; one that is in none, or closed already, is left as it is. */
export async function closeBuckets(
  db: Kysely<Database>,
  bucketSeconds: number,
  buckets: readonly MarketBucket[],
  how: GapClosing,
): Promise<void> {
  if (buckets.length === 0) return;
  const column = sql.ref(how);
  const other = sql.ref(how === "refilled" ? "irrecoverable" : "refilled");
  await sql`
    with closing as (
      select market_id, range_agg(int8range(bucket, bucket + ${bucketSeconds})) as ranges
      from unnest(${buckets.map((one) => one.marketId)}::text[], ${buckets.map((one) => one.bucketTimeSeconds)}::bigint[])
        as given (market_id, bucket)
      group by market_id
    ), closed as (
      select gap.market_id, gap.first_bucket, whole,
        gap.${column} + (closing.ranges * int8multirange(whole) - gap.${other}) as done
      from sampling_gaps gap
      join closing on closing.market_id = gap.market_id
      cross join lateral (select int8range(first_bucket, last_bucket + bucket_seconds) as whole) as extent
      where gap.closed_at is null and gap.bucket_seconds = ${bucketSeconds} and closing.ranges && whole
    )
    update sampling_gaps gap
    set ${column} = closed.done,
      closed_at = case when closed.done + gap.${other} @> closed.whole then now() end
    from closed
    where gap.market_id = closed.market_id and gap.first_bucket = closed.first_bucket`.execute(db);
}

/**
 * Opens single buckets that had a sample: again, where they are part of an older gap that was closed, or as gaps of their own.
 */
export async function reopenBuckets(db: Kysely<Database>, bucketSeconds: number, gaps: readonly SamplingGap[]): Promise<void> {
  for (const gap of gaps) {
    const range = sql`int8multirange(int8range(${gap.firstBucketSeconds}::bigint, ${gap.firstBucketSeconds + bucketSeconds}::bigint))`;
    const reopened = await sql`
      update sampling_gaps set refilled = refilled - ${range}, irrecoverable = irrecoverable - ${range}, closed_at = null
      where market_id = ${gap.marketId} and ${gap.firstBucketSeconds} between first_bucket and last_bucket
        and bucket_seconds = ${bucketSeconds}`.execute(db);
    if (reopened.numAffectedRows === 0n) await insertGaps(db, bucketSeconds, [gap]);
  }
}

/** Which open buckets to look for. */
export interface OpenBucketsQuery {
  readonly marketIds: readonly MarketId[];
  readonly bucketSeconds: number;
  /** Buckets that begin at this time or later. */
  readonly sinceSeconds: UnixSeconds;
  readonly limit: number;
}

/** The newest buckets that markets still miss: what was lost last is wanted first. */
export async function openBuckets(db: Kysely<Database>, query: OpenBucketsQuery): Promise<readonly OpenBucket[]> {
  const { marketIds, bucketSeconds, sinceSeconds, limit } = query;
  const { rows } = await sql<{ bucket: number; market_ids: string[] }>`
    select bucket, array_agg(market_id order by market_id) as market_ids
    from (
      select market_id, open
      from sampling_gaps
      cross join lateral (
        select int8multirange(int8range(greatest(first_bucket, ${sinceSeconds}::bigint), last_bucket + bucket_seconds))
          - refilled - irrecoverable as ranges
      ) as whole
      cross join lateral unnest(ranges) as open
      where closed_at is null and last_bucket >= ${sinceSeconds} and bucket_seconds = ${bucketSeconds}
        and market_id = any(${marketIds}::text[])
    ) as gaps
    cross join lateral (
      -- No more than are wanted of any range: a gap of a year has a hundred thousand buckets.
      select generate_series(upper(open) - ${bucketSeconds}::bigint,
        greatest(lower(open), upper(open) - ${bucketSeconds}::bigint * ${limit}::bigint), -${bucketSeconds}::bigint) as bucket
    ) as buckets
    group by bucket
    order by bucket desc
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ bucketTimeSeconds: row.bucket, marketIds: row.market_ids }));
}

/** A gap as it is stored, with how many of its buckets are what by now. */
export interface StoredGap extends SamplingGap {
  readonly bucketSeconds: number;
  readonly buckets: number;
  readonly refilled: number;
  readonly irrecoverable: number;
}

/** The gaps that reach into the time from `fromSeconds` until `toSeconds`, by market and oldest first; counts are of the buckets within it. */
export async function gapsWithin(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<readonly StoredGap[]> {
  return selectGaps(db, marketIds, { fromSeconds, toSeconds, after: null, limit: null });
}

/** The same a page at a time. */
export async function gapPage(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  query: PageQuery & { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds },
): Promise<Page<StoredGap>> {
  const gaps = await selectGaps(db, marketIds, { ...query, limit: query.limit + 1 });
  return pageOf(gaps, query.limit, { itemOf: (gap) => gap, keyOf: (gap) => [gap.marketId, gap.firstBucketSeconds] });
}

interface GapsQuery extends Pick<PageQuery, "after"> {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  /** Null for all. */
  readonly limit: number | null;
}

async function selectGaps(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  { fromSeconds, toSeconds, after, limit }: GapsQuery,
): Promise<readonly StoredGap[]> {
  const seconds = (ranges: ReturnType<typeof sql>) => sql`(
    select coalesce(sum(upper(range) - lower(range)), 0)::bigint from unnest(${ranges}) as range)`;
  const { rows } = await sql<{
    market_id: string;
    first_bucket: number;
    last_bucket: number;
    bucket_seconds: number;
    reason: GapReason;
    detail: string;
    whole: number;
    refilled: number;
    irrecoverable: number;
  }>`
    select market_id, first_bucket, last_bucket, bucket_seconds, reason, detail,
      ${seconds(sql`extent`)} as whole,
      ${seconds(sql`refilled * extent`)} as refilled,
      ${seconds(sql`irrecoverable * extent`)} as irrecoverable
    from sampling_gaps
    cross join lateral (select int8multirange(
      int8range(first_bucket, last_bucket + bucket_seconds) * int8range(${fromSeconds}::bigint, ${toSeconds}::bigint)) as extent) as clipped
    where market_id = any(${marketIds}::text[]) and first_bucket < ${toSeconds} and last_bucket >= ${fromSeconds}
      and ${isBeyond(["market_id", "first_bucket"], after, "asc")}
    order by market_id, first_bucket limit ${limit}::bigint`.execute(db);
  return rows.map((row) => ({
    marketId: row.market_id,
    firstBucketSeconds: row.first_bucket,
    lastBucketSeconds: row.last_bucket,
    reason: row.reason,
    detail: row.detail,
    bucketSeconds: row.bucket_seconds,
    buckets: row.whole / row.bucket_seconds,
    refilled: row.refilled / row.bucket_seconds,
    irrecoverable: row.irrecoverable / row.bucket_seconds,
  }));
}
