import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import { type HistoryMarket, PERIOD_SECONDS, type Period, type PeriodYield } from "../core/periodYield.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import { toPeriodYield, YIELD_TABLES } from "./periodYields.ts";
import { ROLLUP_ORIGIN } from "./rollups.ts";
import type { Database, PeriodYieldsTable } from "./schema.ts";

/** A market known by observations or by history. */
export interface SeriesMarket extends HistoryMarket {
  /** The hour after the last one that was summed up before the time asked about; null while there is none. */
  readonly summedUpUntilSeconds: UnixSeconds | null;
}

/** The markets of these ids that are known, and how far their hours were summed up at `atSeconds`. */
export async function seriesMarkets(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  atSeconds: UnixSeconds,
): Promise<readonly SeriesMarket[]> {
  const { rows } = await sql<SeriesMarket>`
    select wanted.id, coalesce(markets.protocol, history_markets.protocol) as protocol,
      coalesce(markets.asset_symbol, history_markets.symbol) as symbol, history_markets.category,
      (select max(period_start) + ${sql.lit(PERIOD_SECONDS.hour)} from hourly_yields
        where hourly_yields.market_id = wanted.id and origin = ${ROLLUP_ORIGIN}
          and period_start <= ${atSeconds - PERIOD_SECONDS.hour}) as "summedUpUntilSeconds"
    from unnest(${marketIds}::text[]) with ordinality as wanted (id, place)
    left join markets on markets.id = wanted.id
    left join history_markets on history_markets.id = wanted.id
    where markets.id is not null or history_markets.id is not null
    order by wanted.place`.execute(db);
  return rows;
}

/**
 * The hours of these markets that begin at `fromSeconds` or later and are over by `untilSeconds`, oldest first. Of an hour that several
 * origins know, our own observations count, and else the origin that comes first by name.
 */
export function recentHours(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly PeriodYield[]> {
  return settledYields(db, "hour", marketIds, fromSeconds, untilSeconds);
}

/** The same of hours or of days. */
export async function settledYields(
  db: Kysely<Database>,
  period: Period,
  marketIds: readonly MarketId[],
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly PeriodYield[]> {
  const { rows } = await sql<Selectable<PeriodYieldsTable>>`
    select distinct on (market_id, period_start) * from ${sql.table(YIELD_TABLES[period])}
    where market_id = any(${marketIds}::text[]) and period_start >= ${fromSeconds}
      and period_start <= ${untilSeconds - PERIOD_SECONDS[period]}
    order by market_id, period_start, origin <> ${ROLLUP_ORIGIN}, origin`.execute(db);
  return rows.map(toPeriodYield);
}

/** What a series takes from an observation. Amounts in USD. */
export interface YieldSample {
  readonly marketId: MarketId;
  readonly blockNumber: number;
  readonly blockTimeSeconds: UnixSeconds;
  readonly bucketTimeSeconds: UnixSeconds;
  readonly supplyApr: Apr;
  readonly rewardApr: Apr;
  readonly growthIndexRay: bigint;
  readonly totalSupplyUsd: number;
  readonly totalBorrowUsd: number;
  readonly liquidityUsd: number;
  readonly utilization: number;
  readonly assetPriceUsd: number;
}

/** From when on to read a market's observations, by their bucket. */
export interface SamplesSince {
  readonly marketId: MarketId;
  readonly sinceSeconds: UnixSeconds;
}

/**
 * Each market's observations from its time on and of blocks until `untilSeconds`, oldest first. `offset 0` keeps the planner to one index probe a
 * market: it cannot know how late the times are, and would else read whole months.
 */
export async function yieldSamples(
  db: Kysely<Database>,
  wanted: readonly SamplesSince[],
  untilSeconds: UnixSeconds,
): Promise<readonly YieldSample[]> {
  if (wanted.length === 0) return [];
  const usd = (amount: string) => sql`${sql.ref(amount)}::double precision / power(10::double precision, asset_decimals) * asset_price_usd`;
  const { rows } = await sql<YieldSample>`
    select wanted.market_id as "marketId", block_number as "blockNumber", block_time as "blockTimeSeconds",
      bucket_time as "bucketTimeSeconds", supply_apr as "supplyApr", reward_apr as "rewardApr", growth_index_ray as "growthIndexRay",
      ${usd("total_supply")} as "totalSupplyUsd", ${usd("total_borrow")} as "totalBorrowUsd", ${usd("liquidity")} as "liquidityUsd",
      utilization, asset_price_usd as "assetPriceUsd"
    from unnest(${wanted.map((one) => one.marketId)}::text[], ${wanted.map((one) => one.sinceSeconds)}::bigint[]) as wanted (market_id, since)
    join markets on markets.id = wanted.market_id
    cross join lateral (
      select * from observations
      where observations.market_id = wanted.market_id
        and bucket_time >= wanted.since and bucket_time <= ${untilSeconds} and block_time <= ${untilSeconds}
      offset 0
    ) as observations
    order by 1, bucket_time, block_number`.execute(db);
  return rows;
}

/** Every market that is known by observations or by history, in the order of ids. */
export async function knownMarketIds(db: Kysely<Database>): Promise<readonly MarketId[]> {
  const { rows } = await sql<{ id: MarketId }>`
    select id from (select id from markets union select id from history_markets) as known order by id collate "C"`.execute(db);
  return rows.map(({ id }) => id);
}
