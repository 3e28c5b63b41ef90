import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId, RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Database, ObservationsTable } from "./schema.ts";

export { insertObservations } from "./observationInsert.ts";

/** Markets that are observed are observed often: their latest rows are looked for here first, in one or two partitions. */
const RECENT_SECONDS = 3 * 86_400;
/** The observations of one decision are of one block; a bucket begins at most so long before it. */
const LONGEST_BUCKET_SECONDS = 86_400;

/** A row with its rate model. */
export type ObservationRow = Selectable<ObservationsTable> & { readonly rate_model: RateModel };

/**
 * The newest observation of each market that has one, in the order of `marketIds`. One index probe a market, however long its history: the
 * last days are asked first, the years before only about markets that have been silent since.
 */
export async function latestObservations(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly Observation[]> {
  const recent = await latestSince(db, marketIds, Math.floor(Date.now() / 1000) - RECENT_SECONDS);
  const found = new Map(recent.map((observation) => [observation.marketId, observation]));
  const silent = marketIds.filter((id) => !found.has(id));
  if (silent.length === 0) return recent;
  for (const observation of await latestSince(db, silent, null)) found.set(observation.marketId, observation);
  return marketIds.flatMap((id) => found.get(id) ?? []);
}

async function latestSince(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  sinceSeconds: UnixSeconds | null,
): Promise<readonly Observation[]> {
  const since = sinceSeconds === null ? sql`` : sql`and bucket_time >= ${sinceSeconds}`;
  const { rows } = await sql<ObservationRow>`
    select latest.*, rate_models.model as rate_model
    from unnest(${marketIds}::text[]) with ordinality as wanted (market_id, place)
    cross join lateral (
      select * from observations where observations.market_id = wanted.market_id ${since}
      order by bucket_time desc, block_number desc limit 1
    ) as latest
    join rate_models on rate_models.id = latest.rate_model_id
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
    .innerJoin("rate_models", "rate_models.id", "observations.rate_model_id")
    .distinctOn(["market_id", "bucket_time"])
    .selectAll("observations")
    .select("rate_models.model as rate_model")
    .where("market_id", "in", marketIds)
    .where("bucket_time", ">=", sinceSeconds)
    .orderBy("market_id")
    .orderBy("bucket_time")
    .orderBy("block_number")
    .execute();
  for (const row of rows) histories.get(row.market_id)?.push(toObservation(row));
  return histories;
}

/**
 * The observations of these ids ("<market>@<block>", as in a decision), in their order; one that is not stored is left out.
 *
 * @param blockTimeSeconds The time of their block, which whoever has a decision knows: then one month is searched, and others only for
 *   what is not found there. Without it every month is.
 */
export async function observationsById(
  db: Kysely<Database>,
  ids: readonly string[],
  blockTimeSeconds: UnixSeconds | null = null,
): Promise<readonly Observation[]> {
  if (ids.length === 0) return [];
  if (blockTimeSeconds === null) return selectById(db, ids, null);
  const near = await selectById(db, ids, blockTimeSeconds);
  if (near.length === ids.length) return near;
  return selectById(db, ids, null);
}

async function selectById(
  db: Kysely<Database>,
  ids: readonly string[],
  blockTimeSeconds: UnixSeconds | null,
): Promise<readonly Observation[]> {
  const around =
    blockTimeSeconds === null
      ? sql``
      : sql`and observations.bucket_time between ${blockTimeSeconds - LONGEST_BUCKET_SECONDS} and ${blockTimeSeconds}`;
  const { rows } = await sql<ObservationRow>`
    select observations.*, rate_models.model as rate_model
    from unnest(${ids}::text[]) with ordinality as wanted (id, place)
    join observations
      on market_id = substring(wanted.id from '^(.*)@[0-9]+$') and block_number = substring(wanted.id from '@([0-9]+)$')::bigint
      ${around}
    join rate_models on rate_models.id = observations.rate_model_id
    order by wanted.place`.execute(db);
  return rows.map(toObservation);
}

/** A row as the observation it was. */
export function toObservation(row: ObservationRow): Observation {
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
