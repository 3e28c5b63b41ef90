import { type Kysely, sql } from "kysely";
import type { Period, PeriodYield } from "../core/periodYield.ts";
import type { MarketTimes } from "./observationPages.ts";
import { isBeyond, type JsonPage } from "./page.ts";
import { YIELD_TABLES } from "./periodYields.ts";
import type { Database, PeriodYieldsTable } from "./schema.ts";

/** The columns under the names that answers have for them. */
const NAMES: Readonly<Record<keyof PeriodYield, keyof PeriodYieldsTable>> = {
  marketId: "market_id",
  periodStartSeconds: "period_start",
  origin: "origin",
  lastSampleSeconds: "last_sample",
  lastBlockNumber: "last_block_number",
  samples: "samples",
  supplyApr: "supply_apr",
  rewardApr: "reward_apr",
  realisedApr: "realised_apr",
  totalSupplyUsd: "total_supply_usd",
  totalBorrowUsd: "total_borrow_usd",
  liquidityUsd: "liquidity_usd",
  utilization: "utilization",
  assetPriceUsd: "asset_price_usd",
  depositUsd: "deposit_usd",
  withdrawUsd: "withdraw_usd",
  borrowUsd: "borrow_usd",
  repayUsd: "repay_usd",
  volumeUsd: "volume_usd",
  impermanentLoss7d: "impermanent_loss_7d",
};

/** One origin's hours or days, a page at a time, oldest first, as JSON: a year of a market is thousands of numbers. */
export async function periodYieldJsonPage(
  db: Kysely<Database>,
  period: Period,
  { marketId, fromSeconds, toSeconds, origin, after, limit }: MarketTimes & { readonly origin: string },
): Promise<JsonPage> {
  const columns = sql.join(Object.entries(NAMES).map(([name, column]) => sql`${sql.ref(column)} as ${sql.ref(name)}`));
  const { rows } = await sql<{ itemsJson: string; last: number | null; isMore: boolean }>`
    with found as (
      select * from ${sql.table(YIELD_TABLES[period])}
      where market_id = ${marketId} and origin = ${origin} and period_start >= ${fromSeconds} and period_start < ${toSeconds}
        and ${isBeyond(["period_start"], after, "asc")}
      order by period_start limit ${limit + 1}
    ), shown as (select ${columns} from found order by period_start limit ${limit})
    select '[' || coalesce(string_agg(row_to_json(shown)::text, ',' order by "periodStartSeconds"), '') || ']' as "itemsJson",
      max("periodStartSeconds") as last, (select count(*) from found) > ${limit} as "isMore"
    from shown`.execute(db);
  const [page] = rows;
  if (page === undefined) throw new RangeError("an aggregate has one row");
  return { itemsJson: page.itemsJson, next: page.isMore && page.last !== null ? [page.last] : null };
}
