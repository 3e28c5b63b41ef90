import type { Kysely } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import type { Database, ModelEventKind } from "./schema.ts";

/** Something that happened to a model. */
export interface ModelEvent extends ModelName {
  readonly timeSeconds: UnixSeconds;
  readonly kind: ModelEventKind;
  /** Figures and reasons; what they are depends on the kind. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export async function recordModelEvents(db: Kysely<Database>, events: readonly ModelEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto("model_events")
    .values(
      events.map(({ timeSeconds, kind, model, modelVersion, detail }) => ({
        time_seconds: timeSeconds,
        kind,
        model,
        model_version: modelVersion,
        detail: JSON.stringify(detail),
      })),
    )
    .execute();
}

/** What happened since then, oldest first; of the named kinds only, if any are named. */
export async function modelEvents(
  db: Kysely<Database>,
  sinceSeconds: UnixSeconds,
  kinds: readonly ModelEventKind[] = [],
): Promise<readonly ModelEvent[]> {
  const rows = await db
    .selectFrom("model_events")
    .selectAll()
    .where("time_seconds", ">=", sinceSeconds)
    .$if(kinds.length > 0, (query) => query.where("kind", "in", kinds))
    .orderBy("time_seconds")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    timeSeconds: row.time_seconds,
    kind: row.kind,
    model: row.model,
    modelVersion: row.model_version,
    detail: row.detail,
  }));
}
