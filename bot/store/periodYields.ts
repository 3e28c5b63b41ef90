import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Period, PeriodYield } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkUpsertDiffering } from "./bulkInsert.ts";
import type { Database, PeriodYieldsTable } from "./schema.ts";

export const YIELD_TABLES = { hour: "hourly_yields", day: "daily_yields" } as const satisfies Record<Period, keyof Database>;
const KEY = ["market_id", "origin", "period_start"];

const columns: readonly BulkColumn<PeriodYield>[] = [
  { name: "market_id", type: "text", value: (row) => row.marketId },
  { name: "period_start", type: "bigint", value: (row) => row.periodStartSeconds },
  { name: "origin", type: "text", value: (row) => row.origin },
  { name: "last_sample", type: "bigint", value: (row) => row.lastSampleSeconds },
  { name: "last_block_number", type: "bigint", value: (row) => row.lastBlockNumber },
  { name: "samples", type: "integer", value: (row) => row.samples },
  { name: "supply_apr", type: "double precision", value: (row) => row.supplyApr },
  { name: "reward_apr", type: "double precision", value: (row) => row.rewardApr },
  { name: "realised_apr", type: "double precision", value: (row) => row.realisedApr },
  { name: "total_supply_usd", type: "double precision", value: (row) => row.totalSupplyUsd },
  { name: "total_borrow_usd", type: "double precision", value: (row) => row.totalBorrowUsd },
  { name: "liquidity_usd", type: "double precision", value: (row) => row.liquidityUsd },
  { name: "utilization", type: "double precision", value: (row) => row.utilization },
  { name: "asset_price_usd", type: "double precision", value: (row) => row.assetPriceUsd },
  { name: "deposit_usd", type: "double precision", value: (row) => row.depositUsd },
  { name: "withdraw_usd", type: "double precision", value: (row) => row.withdrawUsd },
  { name: "borrow_usd", type: "double precision", value: (row) => row.borrowUsd },
  { name: "repay_usd", type: "double precision", value: (row) => row.repayUsd },
  { name: "volume_usd", type: "double precision", value: (row) => row.volumeUsd },
  { name: "impermanent_loss_7d", type: "double precision", value: (row) => row.impermanentLoss7d },
];

/** What became of the rows of one call; the four add up to their number. */
export interface StoredYields {
  readonly added: number;
  readonly changed: number;
  /** Stored already, with the same values. */
  readonly unchanged: number;
  /** Followed by another row of the same call for the same market, origin and period, which counts instead. */
  readonly repeated: number;
}

/**
 * Stores what markets paid by hour or by day, in one statement: any number of rows, some thousands at a time being quickest. Market, origin
 * and period name a row. One that is stored already is replaced if any value differs (an origin corrects itself) and is not written at all
 * if none does, so that importing a file again reports all of it as unchanged. Of two rows of one call with one name the later counts.
 *
 * @throws the driver's error when a period does not begin on a full hour or day (UTC), or has no samples.
 */
export async function insertPeriodYields(db: Kysely<Database>, period: Period, rows: readonly PeriodYield[]): Promise<StoredYields> {
  const byName = new Map(rows.map((row) => [JSON.stringify([row.marketId, row.origin, row.periodStartSeconds]), row]));
  if (byName.size === 0) return { added: 0, changed: 0, unchanged: 0, repeated: 0 };
  const { added, changed } = await bulkUpsertDiffering(db, YIELD_TABLES[period], columns, KEY, [...byName.values()]);
  return { added, changed, unchanged: byName.size - added - changed, repeated: rows.length - byName.size };
}

/** Which series to read: one market's by hour or by day, from a time up to another that is not included; of all origins unless named. */
export interface PeriodYieldsQuery {
  readonly marketId: MarketId;
  readonly period: Period;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly origin?: string;
}

/** The hours or days that begin in the time asked for, oldest first, and of one period in the order of their origins. */
export async function periodYields(
  db: Kysely<Database>,
  { marketId, period, fromSeconds, toSeconds, origin }: PeriodYieldsQuery,
): Promise<readonly PeriodYield[]> {
  const rows = await db
    .selectFrom(YIELD_TABLES[period])
    .selectAll()
    .where("market_id", "=", marketId)
    .where("period_start", ">=", fromSeconds)
    .where("period_start", "<", toSeconds)
    .$if(origin !== undefined, (query) => query.where("origin", "=", origin ?? ""))
    .orderBy("period_start")
    .orderBy("origin")
    .execute();
  return rows.map(toPeriodYield);
}

/** A market's origins and how far each reaches: what there is to choose from. */
export interface YieldCoverage {
  readonly marketId: MarketId;
  readonly origin: string;
  readonly periods: number;
  readonly firstPeriodSeconds: UnixSeconds;
  readonly lastPeriodSeconds: UnixSeconds;
}

/** What is stored by hour or by day, by market and origin. Reads the whole table. */
export async function yieldCoverage(db: Kysely<Database>, period: Period): Promise<readonly YieldCoverage[]> {
  const { rows } = await sql<YieldCoverage>`
    select market_id as "marketId", origin, count(*) as periods,
      min(period_start) as "firstPeriodSeconds", max(period_start) as "lastPeriodSeconds"
    from ${sql.table(YIELD_TABLES[period])} group by market_id, origin order by market_id, origin`.execute(db);
  return rows;
}

/** A row as what it says. */
export function toPeriodYield(row: Selectable<PeriodYieldsTable>): PeriodYield {
  return {
    marketId: row.market_id,
    periodStartSeconds: row.period_start,
    origin: row.origin,
    lastSampleSeconds: row.last_sample,
    lastBlockNumber: row.last_block_number,
    samples: row.samples,
    supplyApr: row.supply_apr,
    rewardApr: row.reward_apr,
    realisedApr: row.realised_apr,
    totalSupplyUsd: row.total_supply_usd,
    totalBorrowUsd: row.total_borrow_usd,
    liquidityUsd: row.liquidity_usd,
    utilization: row.utilization,
    assetPriceUsd: row.asset_price_usd,
    depositUsd: row.deposit_usd,
    withdrawUsd: row.withdraw_usd,
    borrowUsd: row.borrow_usd,
    repayUsd: row.repay_usd,
    volumeUsd: row.volume_usd,
    impermanentLoss7d: row.impermanent_loss_7d,
  };
}
