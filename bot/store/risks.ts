import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import { type ClassProbabilities, type RiskScore, riskId } from "../core/risk.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type BulkColumn, bulkInsertIgnoringExisting } from "./bulkInsert.ts";
import { marketBlocksOf } from "./marketBlocks.ts";
import type { MarketTimes } from "./observationPages.ts";
import { isBeyond, type Page, pageOf } from "./page.ts";
import type { Database, RiskScoresTable } from "./schema.ts";

const columns: readonly BulkColumn<RiskScore>[] = [
  { name: "market_id", type: "text", value: (row) => row.marketId },
  { name: "block_number", type: "bigint", value: (row) => row.blockNumber },
  { name: "made_at", type: "bigint", value: (row) => row.madeAtSeconds },
  { name: "horizon_seconds", type: "bigint", value: (row) => row.horizonSeconds },
  { name: "model", type: "text", value: (row) => row.model },
  { name: "model_version", type: "text", value: (row) => row.modelVersion },
  { name: "low_probability", type: "double precision", value: (row) => row.probabilities?.low },
  { name: "medium_probability", type: "double precision", value: (row) => row.probabilities?.medium },
  { name: "high_probability", type: "double precision", value: (row) => row.probabilities?.high },
  { name: "risk_class", type: "text", value: (row) => row.riskClass },
  { name: "score", type: "double precision", value: (row) => row.score },
  { name: "drivers", type: "jsonb", value: (row) => JSON.stringify(row.drivers) },
  { name: "changes", type: "jsonb", value: (row) => JSON.stringify(row.changes) },
  { name: "vetoes", type: "jsonb", value: (row) => JSON.stringify(row.vetoes) },
];

/** Stores scores in one statement and returns how many were new; one with the same `riskId` stays as it was first made. */
export async function insertRisks(db: Kysely<Database>, risks: readonly RiskScore[]): Promise<number> {
  if (risks.length === 0) return 0;
  const result = await bulkInsertIgnoringExisting("risk_scores", columns, risks).execute(db);
  return Number(result.numAffectedRows);
}

/** A day: markets that were scored together, however rarely, are found together. */
const NEWEST_WITHIN_SECONDS = 86_400;

/** Each market's newest score, whatever model it is of, in the order of `marketIds`; of markets that have one within a day of the newest of all. */
export async function newestRisks(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<readonly RiskScore[]> {
  const { rows } = await sql<Selectable<RiskScoresTable>>`
    select newest.*
    from unnest(${marketIds}::text[]) with ordinality as wanted (market_id, place)
    cross join lateral (
      select * from risk_scores
      where risk_scores.market_id = wanted.market_id
        and made_at >= (select max(made_at) from risk_scores) - ${NEWEST_WITHIN_SECONDS}::bigint
      order by made_at desc, block_number desc limit 1
    ) as newest
    order by wanted.place`.execute(db);
  return rows.map(toRisk);
}

/** A market's scores made at `sinceSeconds` or later, oldest first, of all models. */
export async function riskHistory(db: Kysely<Database>, marketId: MarketId, sinceSeconds: UnixSeconds): Promise<readonly RiskScore[]> {
  const rows = await db
    .selectFrom("risk_scores")
    .selectAll()
    .where("market_id", "=", marketId)
    .where("made_at", ">=", sinceSeconds)
    .orderBy("made_at")
    .orderBy("block_number")
    .execute();
  return rows.map(toRisk);
}

/** A market's scores made in a time, oldest first, of all models. */
export async function riskPage(
  db: Kysely<Database>,
  { marketId, fromSeconds, toSeconds, after, limit }: MarketTimes,
): Promise<Page<RiskScore>> {
  const rows = await db
    .selectFrom("risk_scores")
    .selectAll()
    .where("market_id", "=", marketId)
    .where("made_at", ">=", fromSeconds)
    .where("made_at", "<", toSeconds)
    .where(isBeyond(["made_at", "block_number", "model", "model_version"], after, "asc"))
    .orderBy("made_at")
    .orderBy("block_number")
    .orderBy("model")
    .orderBy("model_version")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toRisk, keyOf: (row) => [row.made_at, row.block_number, row.model, row.model_version] });
}

/** The scores of these ids, as in a decision, in their order; one that is not stored is left out. */
export async function risksById(db: Kysely<Database>, ids: readonly string[]): Promise<readonly RiskScore[]> {
  const { rows } = await sql<Selectable<RiskScoresTable>>`
    select * from risk_scores where (market_id, block_number) in ${marketBlocksOf(ids)}`.execute(db);
  const byId = new Map(rows.map(toRisk).map((score) => [riskId(score), score]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function toRisk(row: Selectable<RiskScoresTable>): RiskScore {
  return {
    marketId: row.market_id,
    blockNumber: row.block_number,
    madeAtSeconds: row.made_at,
    horizonSeconds: row.horizon_seconds,
    model: row.model,
    modelVersion: row.model_version,
    probabilities: probabilitiesOf(row),
    riskClass: row.risk_class,
    score: row.score,
    drivers: row.drivers,
    changes: row.changes,
    vetoes: row.vetoes,
  };
}

function probabilitiesOf(row: Selectable<RiskScoresTable>): ClassProbabilities | null {
  const { low_probability: low, medium_probability: medium, high_probability: high } = row;
  return low === null || medium === null || high === null ? null : { low, medium, high };
}
