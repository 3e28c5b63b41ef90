import { type Kysely, sql } from "kysely";
import type { RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import { copyRows } from "./copy.ts";
import { binaryCopy } from "./copyBinary.ts";
import { codeOf, UnknownMarkets } from "./errors.ts";
import type { Database } from "./schema.ts";
import { transactionOf } from "./transaction.ts";

/**
 * From so many rows on they go in by COPY. Measured, least of 15: 20 rows take 9 ms by INSERT and 12 by COPY, 500 rows 47 and 21, 10,000 rows
 * 314 and 132. A tick's rows stay with INSERT, to which repeating them is no error.
 */
const COPY_FROM_ROWS = 500;
/** Rows of one COPY: what is repeated when one of them is there already. */
const COPY_CHUNK_ROWS = 20_000;
const DAY_SECONDS = 86_400;
const UNIQUE_VIOLATION = "23505";

/**
 * Stores observations, all or none, and returns how many were new: what a decision has read can always be found. A market has one
 * observation a block: the same one again, as after a crash, changes nothing. A tick's handful goes in one INSERT, thousands by COPY. The
 * months they belong to need not exist before. Within a caller's transaction if `db` is one.
 *
 * @throws UnknownMarkets for a market that is not among the stored markets.
 */
export async function insertObservations(db: Kysely<Database>, observations: readonly Observation[]): Promise<number> {
  if (observations.length === 0) return 0;
  return transactionOf(db, async (transaction) => {
    const days = daysOf(observations);
    await prepare(transaction, observations, days);
    const modelIds = await storeRateModels(transaction, observations);
    const columns = columnsWith(modelIds);
    const added = await (observations.length < COPY_FROM_ROWS ? insertRows : copyInChunks)(transaction, columns, observations);
    if (added > 0) await sql`insert into stale_days select unnest(${days}::bigint[])`.execute(transaction);
    return added;
  });
}

function daysOf(observations: readonly Observation[]): readonly number[] {
  const days = new Set<number>();
  for (const { bucketTimeSeconds } of observations) days.add(Math.floor(bucketTimeSeconds / DAY_SECONDS) * DAY_SECONDS);
  return [...days];
}

/** There is a partition for every day, and a market for every observation. */
async function prepare(db: Kysely<Database>, observations: readonly Observation[], days: readonly number[]): Promise<void> {
  const marketIds = [...new Set(observations.map(({ marketId }) => marketId))];
  const { rows } = await sql<{ unknown: readonly string[] }>`
    select ensure_observation_partitions(${days}::bigint[]),
      array(select id from unnest(${marketIds}::text[]) as given (id) except select id from markets) as unknown`.execute(db);
  const unknown = rows[0]?.unknown ?? [];
  if (unknown.length > 0) throw new UnknownMarkets(unknown);
}

type RateModelIds = (model: RateModel) => string;

/** Stores the models that are new and returns the ids of all. Markets share few models: they are told apart by their JSON. */
async function storeRateModels(db: Kysely<Database>, observations: readonly Observation[]): Promise<RateModelIds> {
  const jsonOf = new WeakMap<RateModel, string>();
  const models = new Set<string>();
  for (const { rateModel } of observations) {
    if (jsonOf.has(rateModel)) continue;
    const json = JSON.stringify(rateModel);
    jsonOf.set(rateModel, json);
    models.add(json);
  }
  const texts = [...models];
  const { rows } = await sql<{ id: string }>`
    with given as materialized (
      select rate_model_id(model) as id, model, place from unnest(${texts}::jsonb[]) with ordinality as given (model, place)
    ), added as (
      insert into rate_models select distinct on (id) id, model from given on conflict do nothing
    )
    select id from given order by place`.execute(db);
  const ids = new Map(texts.map((text, place) => [text, rows[place]?.id ?? ""]));
  return (model) => ids.get(jsonOf.get(model) ?? "") ?? "";
}

function columnsWith(rateModelId: RateModelIds): readonly BulkColumn<Observation>[] {
  return [
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
    { name: "rate_model_id", type: "uuid", value: (row) => rateModelId(row.rateModel) },
    { name: "paused", type: "boolean", value: (row) => row.flags.paused },
    { name: "frozen", type: "boolean", value: (row) => row.flags.frozen },
    { name: "supply_cap_reached", type: "boolean", value: (row) => row.flags.supplyCapReached },
  ];
}

type Columns = readonly BulkColumn<Observation>[];

async function insertRows(db: Kysely<Database>, columns: Columns, rows: readonly Observation[]): Promise<number> {
  const { numAffectedRows } = await bulkInsertIgnoringExisting("observations", columns, rows).execute(db);
  return Number(numAffectedRows ?? 0n);
}

/**
 * COPY straight into the table, which nothing beats and which knows no "on conflict". A chunk of which a row is there already goes through
 * a temporary table instead, and so do the chunks after it until one is new as a whole: rows that are there rarely stand alone.
 */
async function copyInChunks(db: Kysely<Database>, columns: Columns, rows: readonly Observation[]): Promise<number> {
  let added = 0;
  let allNew = true;
  for (let start = 0; start < rows.length; start += COPY_CHUNK_ROWS) {
    const chunk = rows.slice(start, start + COPY_CHUNK_ROWS);
    const direct: number | null = allNew ? await copyNew(db, columns, chunk) : null;
    const stored: number = direct ?? (await copyIgnoringExisting(db, columns, chunk));
    allNew = stored === chunk.length;
    added += stored;
  }
  return added;
}

/** Null, and nothing stored, if a row is there already. */
async function copyNew(db: Kysely<Database>, columns: Columns, rows: readonly Observation[]): Promise<number | null> {
  await sql`savepoint before_copy`.execute(db);
  try {
    const added = await copyTo(db, "observations", columns, rows);
    await sql`release savepoint before_copy`.execute(db);
    return added;
  } catch (error) {
    if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
    await sql`rollback to savepoint before_copy`.execute(db);
    return null;
  }
}

async function copyIgnoringExisting(db: Kysely<Database>, columns: Columns, rows: readonly Observation[]): Promise<number> {
  await sql`create temporary table if not exists arrived (like observations) on commit drop`.execute(db);
  await copyTo(db, "pg_temp.arrived", columns, rows);
  const { numAffectedRows } = await sql`insert into observations select * from pg_temp.arrived on conflict do nothing`.execute(db);
  await sql`truncate pg_temp.arrived`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

function copyTo(db: Kysely<Database>, table: string, columns: Columns, rows: readonly Observation[]): Promise<number> {
  const names = columns.map(({ name }) => name).join(", ");
  return copyRows(db, `copy ${table} (${names}) from stdin (format binary)`, binaryCopy(columns, rows));
}
