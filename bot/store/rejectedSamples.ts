import type { Kysely, Selectable } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { RejectedSample } from "../core/rejectedSample.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import type { Database, RejectedSamplesTable } from "./schema.ts";

const columns: readonly BulkColumn<RejectedSample>[] = [
  { name: "market_id", type: "text", value: (row) => row.marketId },
  { name: "origin", type: "text", value: (row) => row.origin },
  { name: "sample_time", type: "bigint", value: (row) => row.sampleTimeSeconds },
  { name: "block_number", type: "bigint", value: (row) => row.blockNumber },
  { name: "rule", type: "text", value: (row) => row.rule },
  { name: "value", type: "double precision", value: (row) => row.value },
  { name: "detail", type: "text", value: (row) => storable(row.detail) },
  { name: "sample", type: "jsonb", value: (row) => sampleJson(row.sample) },
];

/**
 * Keeps rejected samples in one statement and returns how many were new. A sample is the same if market, origin, time and rule are: then
 * the one that is stored stays as it is, so that importing a file a second time, or collecting a bucket again, adds nothing.
 */
export async function insertRejectedSamples(db: Kysely<Database>, samples: readonly RejectedSample[]): Promise<number> {
  if (samples.length === 0) return 0;
  const result = await bulkInsertIgnoringExisting("rejected_samples", columns, samples).execute(db);
  return Number(result.numAffectedRows);
}

/** Which rejected samples to read: of all markets and origins unless one is named, from a time up to another that is not included. */
export interface RejectedSamplesQuery {
  readonly marketId?: MarketId;
  readonly origin?: string;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
}

/** Rejected samples, oldest first. */
export async function rejectedSamples(
  db: Kysely<Database>,
  { marketId, origin, fromSeconds, toSeconds }: RejectedSamplesQuery,
): Promise<readonly RejectedSample[]> {
  const rows = await db
    .selectFrom("rejected_samples")
    .selectAll()
    .where("sample_time", ">=", fromSeconds)
    .where("sample_time", "<", toSeconds)
    .$if(marketId !== undefined, (query) => query.where("market_id", "=", marketId ?? ""))
    .$if(origin !== undefined, (query) => query.where("origin", "=", origin ?? ""))
    .orderBy("sample_time")
    .orderBy("market_id")
    .orderBy("origin")
    .orderBy("rule")
    .execute();
  return rows.map(toRejectedSample);
}

/** Amounts as decimal strings: a JSON number would lose their last digits. */
function sampleJson(sample: unknown): string {
  return JSON.stringify(sample, (_key, value) => storableValue(value)) ?? "null";
}

function storableValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return storable(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storable(key), one]));
}

/** PostgreSQL stores neither NUL nor half a surrogate pair, and what is rejected is exactly what may hold one. */
function storable(text: string): string {
  return Buffer.from(text).toString().replaceAll("\0", "\ufffd");
}

function toRejectedSample(row: Selectable<RejectedSamplesTable>): RejectedSample {
  return {
    marketId: row.market_id,
    origin: row.origin,
    sampleTimeSeconds: row.sample_time,
    blockNumber: row.block_number,
    rule: row.rule,
    value: row.value,
    detail: row.detail,
    sample: row.sample,
  };
}
