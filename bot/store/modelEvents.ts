import type { Kysely, Selectable } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database, ModelEventKind, ModelEventsTable } from "./schema.ts";

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
  return rows.map(toModelEvent);
}

/** What happened last of one kind to each model since then, by model and version. */
export async function lastModelEvents(
  db: Kysely<Database>,
  { kind, sinceSeconds }: { readonly kind: ModelEventKind; readonly sinceSeconds: UnixSeconds },
): Promise<readonly ModelEvent[]> {
  const rows = await db
    .selectFrom("model_events")
    .selectAll()
    .distinctOn(["model", "model_version"])
    .where("kind", "=", kind)
    .where("time_seconds", ">=", sinceSeconds)
    .orderBy("model")
    .orderBy("model_version")
    .orderBy("time_seconds", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(toModelEvent);
}

/** Everything that happened to models, newest first. */
export async function modelEventPage(db: Kysely<Database>, { after, limit }: PageQuery): Promise<Page<ModelEvent>> {
  const rows = await db
    .selectFrom("model_events")
    .selectAll()
    .where(isBeyond(["time_seconds", "id"], after, "desc"))
    .orderBy("time_seconds", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toModelEvent, keyOf: (row) => [row.time_seconds, row.id] });
}

function toModelEvent(row: Selectable<ModelEventsTable>): ModelEvent {
  return {
    timeSeconds: row.time_seconds,
    kind: row.kind,
    model: row.model,
    modelVersion: row.model_version,
    detail: row.detail,
  };
}
