import { type Kysely, type RawBuilder, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import { PERIOD_SECONDS, type Period } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database } from "./schema.ts";

/** Every tick, or the last one of each hour or day (UTC). */
export type Resolution = "raw" | Period;

export interface VaultHistoryQuery extends PageQuery {
  readonly resolution: Resolution;
  readonly fromSeconds: UnixSeconds;
  /** Not included. */
  readonly toSeconds: UnixSeconds;
}

/** What a vault was worth at one tick. */
export interface VaultWorth {
  readonly tickId: number;
  readonly bucketTimeSeconds: UnixSeconds;
  readonly totalAssets: bigint | null;
  readonly totalShares: bigint | null;
  readonly navUsd: number | null;
  readonly sharePrice: number | null;
}

/** Where a vault's money was when one tick decided, and where it should be. */
export interface VaultAllocation {
  readonly tickId: number;
  readonly bucketTimeSeconds: UnixSeconds;
  readonly decisionId: string;
  readonly totalAssets: bigint | null;
  /** In the vault's asset, smallest units. */
  readonly markets: readonly { readonly marketId: MarketId; readonly current: bigint; readonly target: bigint }[];
}

interface HistoryRow {
  readonly id: number;
  readonly bucket_time: number;
  readonly decision_id: string | null;
  readonly total_assets: bigint | null;
  readonly total_shares: bigint | null;
  readonly nav_usd: number | null;
  readonly share_price: number | null;
}

const keyOf = ({ bucket_time: time, id }: HistoryRow) => [time, id];

/** A vault's worth over time, oldest first; ticks that did not see it are left out. */
export async function worthHistory(db: Kysely<Database>, key: VaultKey, query: VaultHistoryQuery): Promise<Page<VaultWorth>> {
  const rows = await ticksOverTime(db, key, query, sql`total_assets is not null`);
  return pageOf(rows, query.limit, {
    keyOf,
    itemOf: (row) => ({
      tickId: row.id,
      bucketTimeSeconds: row.bucket_time,
      totalAssets: row.total_assets,
      totalShares: row.total_shares,
      navUsd: row.nav_usd,
      sharePrice: row.share_price,
    }),
  });
}

/** A vault's allocation over time as its decisions had it, oldest first; ticks without a decision are left out. */
export async function allocationHistory(db: Kysely<Database>, key: VaultKey, query: VaultHistoryQuery): Promise<Page<VaultAllocation>> {
  const rows = await ticksOverTime(db, key, query, sql`decision_id is not null`);
  const page = pageOf(rows, query.limit, { keyOf, itemOf: (row) => row });
  const marketsOf = await allocationsOf(
    db,
    page.items.flatMap((row) => row.decision_id ?? []),
  );
  return {
    next: page.next,
    items: page.items.map((row) => ({
      tickId: row.id,
      bucketTimeSeconds: row.bucket_time,
      decisionId: row.decision_id ?? "",
      totalAssets: row.total_assets,
      markets: marketsOf.get(row.decision_id ?? "") ?? [],
    })),
  };
}

/** Two index probes an hour or day that has any, whatever the number of ticks within it. */
async function ticksOverTime(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { resolution, fromSeconds, toSeconds, after, limit }: VaultHistoryQuery,
  counts: RawBuilder<unknown>,
): Promise<readonly HistoryRow[]> {
  const columns = sql`id, bucket_time, decision_id, total_assets, total_shares, nav_usd, share_price`;
  const own = sql`from ticks where chain_id = ${chainId} and vault = ${vault} and ${counts}
    and bucket_time >= ${fromSeconds}::bigint and bucket_time < ${toSeconds}::bigint`;
  if (resolution === "raw") {
    const { rows } = await sql<HistoryRow>`
      select ${columns} ${own} and ${isBeyond(["bucket_time", "id"], after, "asc")}
      order by bucket_time, id limit ${limit + 1}`.execute(db);
    return rows;
  }
  const seconds = sql.lit(PERIOD_SECONDS[resolution]);
  // What was on the page before ended its hour or day.
  const begin = after === null ? sql`0` : sql`${after[0]}::bigint / ${seconds} * ${seconds} + ${seconds}`;
  const { rows } = await sql<HistoryRow>`
    with recursive step (period, place) as (
      (select bucket_time / ${seconds} * ${seconds}, 1 ${own} and bucket_time >= ${begin} order by bucket_time limit 1)
      union all
      select next.bucket_time / ${seconds} * ${seconds}, place + 1 from step
      cross join lateral (select bucket_time ${own} and bucket_time >= period + ${seconds} order by bucket_time limit 1) as next
      where place <= ${limit}
    )
    select last.* from step
    cross join lateral (
      select ${columns} ${own} and bucket_time >= period and bucket_time < period + ${seconds}
      order by bucket_time desc, id desc limit 1
    ) as last
    order by period`.execute(db);
  return rows;
}

async function allocationsOf(
  db: Kysely<Database>,
  decisionIds: readonly string[],
): Promise<ReadonlyMap<string, VaultAllocation["markets"]>> {
  const { rows } = await sql<{ id: string; markets: readonly { marketId: string; current: string; target: string }[] }>`
    select id, (
      select coalesce(jsonb_agg(jsonb_build_object('marketId', one->'marketId', 'current', one->'current', 'target', one->'target')
        order by place), '[]')
      from jsonb_array_elements(body->'markets') with ordinality as market (one, place)
    ) as markets
    from decisions where id = any(${decisionIds}::text[])`.execute(db);
  return new Map(
    rows.map(({ id, markets }) => [
      id,
      markets.map(({ marketId, current, target }) => ({ marketId, current: BigInt(current), target: BigInt(target) })),
    ]),
  );
}
