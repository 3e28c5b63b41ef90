import type { Kysely } from "kysely";
import type { HistoryMarket } from "../core/periodYield.ts";
import type { HistorySink, RecordedConvention } from "../observe/history/historyIntake.ts";
import { type BulkColumn, bulkUpsertDiffering } from "./bulkInsert.ts";
import { storeConditions } from "./conditions.ts";
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

const conventionColumns: readonly BulkColumn<RecordedConvention>[] = [
  { name: "origin", type: "text", value: (recorded) => recorded.origin },
  { name: "project", type: "text", value: (recorded) => recorded.project },
  { name: "tvl", type: "text", value: ({ convention }) => convention.tvl },
  { name: "base", type: "text", value: ({ convention }) => convention.base },
  { name: "reward", type: "text", value: ({ convention }) => convention.reward },
];

/** Records what a project's figures meant where they came from: stored rates are simple, and do not show it any more. */
export async function upsertRateConventions(db: Kysely<Database>, recorded: readonly RecordedConvention[]): Promise<void> {
  const byName = new Map(recorded.map((one) => [JSON.stringify([one.origin, one.project, one.convention.tvl]), one]));
  if (byName.size === 0) return;
  await bulkUpsertDiffering(db, "rate_conventions", conventionColumns, ["origin", "project", "tvl"], [...byName.values()]);
}

/** History goes into the database; give it a transaction to have a file stored whole or not at all. */
export function historySink(db: Kysely<Database>): HistorySink {
  return {
    storeMarkets: (markets) => upsertHistoryMarkets(db, markets),
    storeConventions: (conventions) => upsertRateConventions(db, conventions),
    storeYields: (period, rows) => insertPeriodYields(db, period, rows),
    storeConditions: (rows) => storeConditions(db, rows),
    keepRejected: (samples) => insertRejectedSamples(db, samples),
  };
}
