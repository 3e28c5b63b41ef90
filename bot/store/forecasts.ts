import { type Kysely, type Selectable, sql } from "kysely";
import { type Forecast, forecastId } from "../core/forecast.ts";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import { marketBlocksOf } from "./marketBlocks.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database, ForecastsTable } from "./schema.ts";

const columns: readonly BulkColumn<Forecast>[] = [
  { name: "market_id", type: "text", value: (row) => row.marketId },
  { name: "block_number", type: "bigint", value: (row) => row.blockNumber },
  { name: "made_at", type: "bigint", value: (row) => row.madeAtSeconds },
  { name: "horizon_seconds", type: "bigint", value: (row) => row.horizonSeconds },
  { name: "model", type: "text", value: (row) => row.model },
  { name: "model_version", type: "text", value: (row) => row.modelVersion },
  { name: "mean_apr", type: "double precision", value: (row) => row.meanApr },
  { name: "p10_apr", type: "double precision", value: (row) => row.p10Apr },
  { name: "p50_apr", type: "double precision", value: (row) => row.p50Apr },
  { name: "p90_apr", type: "double precision", value: (row) => row.p90Apr },
];

/** Stores forecasts in one statement and returns how many were new; one with the same `forecastId` stays as it was first made. */
export async function insertForecasts(db: Kysely<Database>, forecasts: readonly Forecast[]): Promise<number> {
  if (forecasts.length === 0) return 0;
  const result = await bulkInsertIgnoringExisting("forecasts", columns, forecasts).execute(db);
  return Number(result.numAffectedRows);
}

/** Which forecasts of a market to compare with one another. */
export interface ForecastSeries {
  readonly marketId: MarketId;
  readonly model: string;
  readonly horizonSeconds: number;
}

/** One model's forecasts made at `sinceSeconds` or later, oldest first, of all its versions. */
export async function forecastHistory(
  db: Kysely<Database>,
  { marketId, model, horizonSeconds }: ForecastSeries,
  sinceSeconds: UnixSeconds,
): Promise<readonly Forecast[]> {
  const rows = await db
    .selectFrom("forecasts")
    .selectAll()
    .where("market_id", "=", marketId)
    .where("model", "=", model)
    .where("horizon_seconds", "=", horizonSeconds)
    .where("made_at", ">=", sinceSeconds)
    .orderBy("made_at")
    .orderBy("block_number")
    .execute();
  return rows.map(toForecast);
}

/** One model's forecasts made in a time, its end not included, oldest first, of all its versions. */
export async function forecastPage(
  db: Kysely<Database>,
  { marketId, model, horizonSeconds }: ForecastSeries,
  { fromSeconds, toSeconds, after, limit }: PageQuery & { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds },
): Promise<Page<Forecast>> {
  const rows = await db
    .selectFrom("forecasts")
    .selectAll()
    .where("market_id", "=", marketId)
    .where("model", "=", model)
    .where("horizon_seconds", "=", horizonSeconds)
    .where("made_at", ">=", fromSeconds)
    .where("made_at", "<", toSeconds)
    .where(isBeyond(["made_at", "block_number", "model_version"], after, "asc"))
    .orderBy("made_at")
    .orderBy("block_number")
    .orderBy("model_version")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toForecast, keyOf: (row) => [row.made_at, row.block_number, row.model_version] });
}

/** The forecasts of these ids, as in a decision, in their order; one that is not stored is left out. */
export async function forecastsById(db: Kysely<Database>, ids: readonly string[]): Promise<readonly Forecast[]> {
  const { rows } = await sql<Selectable<ForecastsTable>>`
    select * from forecasts where (market_id, block_number) in ${marketBlocksOf(ids)}`.execute(db);
  const byId = new Map(rows.map(toForecast).map((forecast) => [forecastId(forecast), forecast]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The newest forecast of each market by one model at one horizon, in the order of `marketIds`. */
export async function latestForecasts(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  { model, horizonSeconds }: Omit<ForecastSeries, "marketId">,
): Promise<readonly Forecast[]> {
  const { rows } = await sql<Selectable<ForecastsTable>>`
    select latest.*
    from unnest(${marketIds}::text[]) with ordinality as wanted (market_id, place)
    cross join lateral (
      select * from forecasts
      where forecasts.market_id = wanted.market_id and model = ${model} and horizon_seconds = ${horizonSeconds}
      order by made_at desc, block_number desc limit 1
    ) as latest
    order by wanted.place`.execute(db);
  return rows.map(toForecast);
}

/** A day: markets that were forecast together, however rarely, are found together. */
const NEWEST_WITHIN_SECONDS = 86_400;

/**
 * Each market's newest forecasts at every horizon, whatever model they are of, by market and horizon; of markets that have any within a day
 * of the newest of all. Index probes alone, two for each model and horizon a market ever had, however many forecasts a day has.
 */
export async function newestForecasts(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly Forecast[]> {
  const { rows } = await sql<Selectable<ForecastsTable>>`
    with recursive series (market_id, model, horizon_seconds) as (
      select first.* from (select distinct id from unnest(${marketIds}::text[]) as wanted (id)) as wanted
      cross join lateral (
        select market_id, model, horizon_seconds from forecasts where market_id = wanted.id order by model, horizon_seconds limit 1
      ) as first
      union all
      select next.* from series
      cross join lateral (
        select market_id, model, horizon_seconds from forecasts
        where forecasts.market_id = series.market_id and (forecasts.model, forecasts.horizon_seconds) > (series.model, series.horizon_seconds)
        order by model, horizon_seconds limit 1
      ) as next
    )
    select distinct on (market_id, horizon_seconds) newest.* from series
    cross join lateral (
      select * from forecasts
      where forecasts.market_id = series.market_id and model = series.model and forecasts.horizon_seconds = series.horizon_seconds
        and made_at >= (select max(made_at) from forecasts) - ${NEWEST_WITHIN_SECONDS}::bigint
      order by made_at desc, block_number desc limit 1
    ) as newest
    order by market_id, horizon_seconds, made_at desc, block_number desc`.execute(db);
  return rows.map(toForecast);
}

function toForecast(row: Selectable<ForecastsTable>): Forecast {
  return {
    marketId: row.market_id,
    blockNumber: row.block_number,
    madeAtSeconds: row.made_at,
    horizonSeconds: row.horizon_seconds,
    model: row.model,
    modelVersion: row.model_version,
    meanApr: row.mean_apr,
    p10Apr: row.p10_apr,
    p50Apr: row.p50_apr,
    p90Apr: row.p90_apr,
  };
}
