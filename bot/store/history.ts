import type { Kysely } from "kysely";
import type { HistoryMarket } from "../core/periodYield.ts";
import type { HistorySink } from "../observe/history/importHistory.ts";
import { type BulkColumn, bulkUpsertDiffering } from "./bulkInsert.ts";
import { insertPeriodYields } from "./periodYields.ts";
import { insertRejectedSamples } from "./rejectedSamples.ts";
import type { Database } from "./schema.ts";

const columns: readonly BulkColumn<HistoryMarket>[] = [
  { name: "id", type: "text", value: (market) => market.id },
  { name: "protocol", type: "text", value: (market) => market.protocol },
  { name: "symbol", type: "text", value: (market) => market.symbol },
  { name: "category", type: "text", value: (market) => market.category },
];

/** Makes markets known that are known by their history only. Repeating it brings descriptions up to date; of two of one id the last counts. */
export async function upsertHistoryMarkets(db: Kysely<Database>, markets: readonly HistoryMarket[]): Promise<void> {
  const byId = new Map(markets.map((market) => [market.id, market]));
  if (byId.size > 0) await bulkUpsertDiffering(db, "history_markets", columns, ["id"], [...byId.values()]);
}

/** History goes into the database; give it a transaction to have a file stored whole or not at all. */
export function historySink(db: Kysely<Database>): HistorySink {
  return {
    storeMarkets: (markets) => upsertHistoryMarkets(db, markets),
    storeYields: (period, rows) => insertPeriodYields(db, period, rows),
    keepRejected: (samples) => insertRejectedSamples(db, samples),
  };
}
