import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";

/** What was learned from a model's record at one horizon, in all markets; the state is plain JSON. */
export interface StoredTrackState extends ModelName {
  readonly horizonSeconds: number;
  readonly state: unknown;
}

/** All states of these models. */
export async function trackStates(db: Kysely<Database>, models: readonly ModelName[]): Promise<readonly StoredTrackState[]> {
  if (models.length === 0) return [];
  const { rows } = await sql<StoredTrackState>`
    select horizon_seconds as "horizonSeconds", track_states.model, track_states.model_version as "modelVersion", state
    from track_states
    join unnest(${models.map((one) => one.model)}::text[], ${models.map((one) => one.modelVersion)}::text[]) as wanted (model, model_version)
      on wanted.model = track_states.model and wanted.model_version = track_states.model_version
    order by track_states.model, track_states.model_version, horizon_seconds`.execute(db);
  return rows;
}

/** A state and when it was last learned from. */
export interface DatedTrackState extends StoredTrackState {
  readonly updatedAtSeconds: UnixSeconds;
}

/** All states that were learned from since then, by model, version and horizon. */
export async function trackStatesSince(db: Kysely<Database>, sinceSeconds: UnixSeconds): Promise<readonly DatedTrackState[]> {
  return db
    .selectFrom("track_states")
    .select(["model", "model_version as modelVersion", "horizon_seconds as horizonSeconds", "state", "updated_at as updatedAtSeconds"])
    .where("updated_at", ">=", sinceSeconds)
    .orderBy("model")
    .orderBy("model_version")
    .orderBy("horizon_seconds")
    .execute();
}

/** Puts states in the place of those before; one state a model and horizon a call. */
export async function saveTrackStates(db: Kysely<Database>, states: readonly StoredTrackState[], nowSeconds: UnixSeconds): Promise<void> {
  if (states.length === 0) return;
  await db
    .insertInto("track_states")
    .values(
      states.map((one) => ({
        horizon_seconds: one.horizonSeconds,
        model: one.model,
        model_version: one.modelVersion,
        state: JSON.stringify(one.state),
        updated_at: nowSeconds,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["model", "model_version", "horizon_seconds"]).doUpdateSet((row) => ({
        state: row.ref("excluded.state"),
        updated_at: row.ref("excluded.updated_at"),
      })),
    )
    .execute();
}
