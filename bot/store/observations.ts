import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import type { Database, ObservationsTable } from "./schema.ts";

const columns: readonly BulkColumn<Observation>[] = [
  { name: "market_id", type: "text", value: (row) => row.marketId },
  { name: "block_number", type: "bigint", value: (row) => row.blockNumber },
  { name: "block_time", type: "bigint", value: (row) => row.blockTimeSeconds },
  { name: "bucket_time", type: "bigint", value: (row) => row.bucketTimeSeconds },
  { name: "origin", type: "text", value: (row) => row.origin },
  { name: "supply_apr", type: "double precision", value: (row) => row.supplyApr },
  { name: "reward_apr", type: "double precision", value: (row) => row.rewardApr },
  { name: "unclaimed_reward_apr", type: "double precision", value: (row) => row.unclaimedRewardApr },
  { name: "growth_index_ray", type: "numeric", value: (row) => row.growthIndexRay },
  { name: "total_supply", type: "numeric", value: (row) => row.totalSupply },
  { name: "total_borrow", type: "numeric", value: (row) => row.totalBorrow },
  { name: "liquidity", type: "numeric", value: (row) => row.liquidity },
  { name: "supply_room", type: "numeric", value: (row) => row.supplyRoom },
  { name: "utilization", type: "double precision", value: (row) => row.utilization },
  { name: "asset_price_usd", type: "double precision", value: (row) => row.assetPriceUsd },
  { name: "enter_bps", type: "double precision", value: (row) => row.enterBps },
  { name: "exit_bps", type: "double precision", value: (row) => row.exitBps },
  { name: "rate_model", type: "jsonb", value: (row) => JSON.stringify(row.rateModel) },
  { name: "paused", type: "boolean", value: (row) => row.flags.paused },
  { name: "frozen", type: "boolean", value: (row) => row.flags.frozen },
  { name: "supply_cap_reached", type: "boolean", value: (row) => row.flags.supplyCapReached },
];

/**
 * Stores observations in one statement and returns how many were new: what a decision has read can always be found. The same one again,
 * as after a crash, changes nothing.
 */
export async function insertObservations(db: Kysely<Database>, observations: readonly Observation[]): Promise<number> {
  if (observations.length === 0) return 0;
  const result = await bulkInsertIgnoringExisting("observations", columns, observations).execute(db);
  return Number(result.numAffectedRows);
}

/** The newest observation of each market that has one, in the order of `marketIds`. One index probe a market, however long its history. */
export async function latestObservations(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly Observation[]> {
  const { rows } = await sql<Selectable<ObservationsTable>>`
    select latest.*
    from unnest(${marketIds}::text[]) with ordinality as wanted (market_id, place)
    cross join lateral (
      select * from observations where observations.market_id = wanted.market_id order by block_number desc limit 1
    ) as latest
    order by wanted.place`.execute(db);
  return rows.map(toObservation);
}

/**
 * Each market's observations in buckets that begin at `sinceSeconds` or later, oldest first; a market without any has an empty list. Of a
 * bucket only the first sample, so that no bucket counts double and later blocks do not change what a forecast has read.
 */
export async function observationHistories(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  sinceSeconds: UnixSeconds,
): Promise<ReadonlyMap<MarketId, readonly Observation[]>> {
  const histories = new Map<MarketId, Observation[]>(marketIds.map((id) => [id, []]));
  if (marketIds.length === 0) return histories;
  const rows = await db
    .selectFrom("observations")
    .distinctOn(["market_id", "bucket_time"])
    .selectAll()
    .where("market_id", "in", marketIds)
    .where("bucket_time", ">=", sinceSeconds)
    .orderBy("market_id")
    .orderBy("bucket_time")
    .orderBy("block_number")
    .execute();
  for (const row of rows) histories.get(row.market_id)?.push(toObservation(row));
  return histories;
}

/** The observations of these ids ("<market>@<block>", as in a decision), in their order; one that is not stored is left out. */
export async function observationsById(db: Kysely<Database>, ids: readonly string[]): Promise<readonly Observation[]> {
  const { rows } = await sql<Selectable<ObservationsTable>>`
    select observations.*
    from unnest(${ids}::text[]) with ordinality as wanted (id, place)
    join observations
      on market_id = substring(wanted.id from '^(.*)@[0-9]+$') and block_number = substring(wanted.id from '@([0-9]+)$')::bigint
    order by wanted.place`.execute(db);
  return rows.map(toObservation);
}

/** A row as the observation it was. */
export function toObservation(row: Selectable<ObservationsTable>): Observation {
  return {
    marketId: row.market_id,
    blockNumber: row.block_number,
    blockTimeSeconds: row.block_time,
    bucketTimeSeconds: row.bucket_time,
    origin: row.origin,
    supplyApr: row.supply_apr,
    rewardApr: row.reward_apr,
    unclaimedRewardApr: row.unclaimed_reward_apr,
    growthIndexRay: row.growth_index_ray,
    totalSupply: row.total_supply,
    totalBorrow: row.total_borrow,
    liquidity: row.liquidity,
    supplyRoom: row.supply_room,
    utilization: row.utilization,
    assetPriceUsd: row.asset_price_usd,
    enterBps: row.enter_bps,
    exitBps: row.exit_bps,
    rateModel: row.rate_model,
    flags: { paused: row.paused, frozen: row.frozen, supplyCapReached: row.supply_cap_reached },
  };
}
