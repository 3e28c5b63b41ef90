import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import type { MarketTimes } from "./observationPages.ts";
import { isBeyond, type Page, pageOf } from "./page.ts";
import type { Database, ForecastTrialsTable } from "./schema.ts";

/** A model has one trial a market and horizon in so many seconds, aligned to UTC. */
export const TRIAL_SECONDS = 21_600;

/** A model in one of its versions, as forecasts name it. */
export interface ModelName {
  readonly model: string;
  readonly modelVersion: string;
}

/** What names a trial. */
export interface TrialKey extends ModelName {
  readonly marketId: MarketId;
  readonly horizonSeconds: number;
  /** The start of its six hours. */
  readonly momentSeconds: UnixSeconds;
}

/** What a model said of one market and horizon, to be held against what comes true. */
export interface ForecastTrial extends TrialKey {
  readonly madeAtSeconds: UnixSeconds;
  readonly blockNumber: number;
  /** The rate quoted at that moment, which persistence forecasts. */
  readonly persistenceApr: Apr;
  readonly scaleApr: Apr;
  /** What was expected, published. */
  readonly pointApr: Apr;
  /** Ascending; 0.1, 0.5 and 0.9 are among them. */
  readonly levels: readonly number[];
  /** Quantiles of the mean APR over the horizon, as the model has them, and as they were published. */
  readonly rawApr: readonly Apr[];
  readonly publishedApr: readonly Apr[];
}

/** A trial of which is known what was paid. */
export interface ScoredTrial extends ForecastTrial {
  readonly realisedApr: Apr;
}

/**
 * Stores trials and returns how many were new: the first of its six hours stays. In one JSON parameter, since `unnest` would take arrays of
 * quantiles apart; all numbers must be finite.
 */
export async function insertTrials(db: Kysely<Database>, trials: readonly ForecastTrial[]): Promise<number> {
  if (trials.length === 0) return 0;
  const result = await sql`
    insert into forecast_trials (market_id, horizon_seconds, model, model_version, moment, made_at, block_number, persistence_apr, scale_apr,
      point_apr, levels, raw_apr, published_apr)
    select "marketId", "horizonSeconds", model, "modelVersion", "momentSeconds", "madeAtSeconds", "blockNumber", "persistenceApr", "scaleApr",
      "pointApr", levels, "rawApr", "publishedApr"
    from json_to_recordset(${JSON.stringify(trials)}::json) as trial (
      "marketId" text, "horizonSeconds" bigint, model text, "modelVersion" text, "momentSeconds" bigint, "madeAtSeconds" bigint,
      "blockNumber" bigint, "persistenceApr" double precision, "scaleApr" double precision, "pointApr" double precision,
      levels double precision[], "rawApr" double precision[], "publishedApr" double precision[]
    )
    on conflict do nothing`.execute(db);
  return Number(result.numAffectedRows);
}

/** The models that have trials of this moment. */
export async function modelsOnTrial(db: Kysely<Database>, momentSeconds: UnixSeconds): Promise<readonly ModelName[]> {
  return db
    .selectFrom("forecast_trials")
    .select(["model", "model_version as modelVersion"])
    .distinct()
    .where("moment", "=", momentSeconds)
    .orderBy("model")
    .orderBy("model_version")
    .execute();
}

/** A bucket begins at most so long before its block. */
const LONGEST_BUCKET_SECONDS = 86_400;

/**
 * Trials without a score whose horizon is over and whose market was observed since, those that have waited longest first; when
 * `patience` horizons have gone by since they were made, also those whose market was not.
 */
export async function dueTrials(
  db: Kysely<Database>,
  nowSeconds: UnixSeconds,
  { limit, patience }: { readonly limit: number; readonly patience: number },
): Promise<readonly ForecastTrial[]> {
  const { rows } = await sql<Selectable<ForecastTrialsTable>>`
    select * from forecast_trials as trial
    where scored_at is null and made_at + horizon_seconds <= ${nowSeconds}
      and (made_at + horizon_seconds * ${patience}::double precision < ${nowSeconds} or exists (
        select from observations
        where observations.market_id = trial.market_id and bucket_time >= made_at + horizon_seconds - ${LONGEST_BUCKET_SECONDS}
          and block_time >= made_at + horizon_seconds
      ))
    order by made_at + horizon_seconds, market_id, model, model_version, horizon_seconds
    limit ${limit}`.execute(db);
  return rows.map(toTrial);
}

/** What became of a trial: what was paid, or why that cannot be known. */
export interface TrialScore extends TrialKey {
  readonly realisedApr: Apr | null;
  readonly unscorable: string | null;
}

/** Writes scores. A trial is scored once: repeating it changes nothing. */
export async function scoreTrials(db: Kysely<Database>, scores: readonly TrialScore[], nowSeconds: UnixSeconds): Promise<void> {
  if (scores.length === 0) return;
  await sql`
    update forecast_trials set realised_apr = score.realised_apr, unscorable = score.unscorable, scored_at = ${nowSeconds}
    from unnest(
      ${scores.map((one) => one.marketId)}::text[], ${scores.map((one) => one.horizonSeconds)}::bigint[],
      ${scores.map((one) => one.model)}::text[], ${scores.map((one) => one.modelVersion)}::text[],
      ${scores.map((one) => one.momentSeconds)}::bigint[], ${scores.map((one) => one.realisedApr)}::double precision[],
      ${scores.map((one) => one.unscorable)}::text[]
    ) as score (market_id, horizon_seconds, model, model_version, moment, realised_apr, unscorable)
    where forecast_trials.market_id = score.market_id and forecast_trials.horizon_seconds = score.horizon_seconds
      and forecast_trials.model = score.model and forecast_trials.model_version = score.model_version
      and forecast_trials.moment = score.moment and scored_at is null`.execute(db);
}

/** One model's trials made at `sinceSeconds` or later of which is known what was paid, oldest first. */
export async function scoredTrials(
  db: Kysely<Database>,
  { model, modelVersion }: ModelName,
  sinceSeconds: UnixSeconds,
): Promise<readonly ScoredTrial[]> {
  const rows = await db
    .selectFrom("forecast_trials")
    .selectAll()
    .where("model", "=", model)
    .where("model_version", "=", modelVersion)
    .where("made_at", ">=", sinceSeconds)
    .where("realised_apr", "is not", null)
    .orderBy("moment")
    .orderBy("market_id")
    .orderBy("horizon_seconds")
    .execute();
  return rows.flatMap((row) => (row.realised_apr === null ? [] : [{ ...toTrial(row), realisedApr: row.realised_apr }]));
}

/** A trial, whatever is known of it. */
export interface FollowedTrial extends ForecastTrial {
  /** What was paid, or why that cannot be known; both null while nobody knows. */
  readonly realisedApr: Apr | null;
  readonly unscorable: string | null;
}

/** A model's trials in a market at one horizon, of moments in a time, oldest first, of all its versions. */
export async function trialPage(
  db: Kysely<Database>,
  { model, horizonSeconds, marketId, fromSeconds, toSeconds, after, limit }: MarketTimes & Pick<TrialKey, "model" | "horizonSeconds">,
): Promise<Page<FollowedTrial>> {
  const rows = await db
    .selectFrom("forecast_trials")
    .selectAll()
    .where("market_id", "=", marketId)
    .where("horizon_seconds", "=", horizonSeconds)
    .where("model", "=", model)
    .where("moment", ">=", fromSeconds)
    .where("moment", "<", toSeconds)
    .where(isBeyond(["moment", "model_version"], after, "asc"))
    .orderBy("moment")
    .orderBy("model_version")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, {
    itemOf: (row) => ({ ...toTrial(row), realisedApr: row.realised_apr, unscorable: row.unscorable }),
    keyOf: (row) => [row.moment, row.model_version],
  });
}

function toTrial(row: Selectable<ForecastTrialsTable>): ForecastTrial {
  return {
    marketId: row.market_id,
    horizonSeconds: row.horizon_seconds,
    model: row.model,
    modelVersion: row.model_version,
    momentSeconds: row.moment,
    madeAtSeconds: row.made_at,
    blockNumber: row.block_number,
    persistenceApr: row.persistence_apr,
    scaleApr: row.scale_apr,
    pointApr: row.point_apr,
    levels: row.levels,
    rawApr: row.raw_apr,
    publishedApr: row.published_apr,
  };
}
