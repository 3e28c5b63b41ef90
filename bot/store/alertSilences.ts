import type { Kysely, Selectable } from "kysely";
import type { Silence } from "../core/alert.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { AlertSilencesTable, Database } from "./schema.ts";

/** Silences that have not ended at `nowSeconds`, the one that ends first first. */
export async function silencesAt(db: Kysely<Database>, nowSeconds: UnixSeconds): Promise<readonly Silence[]> {
  const rows = await db.selectFrom("alert_silences").selectAll().where("until", ">", nowSeconds).orderBy("until").orderBy("id").execute();
  return rows.map(toSilence);
}

export async function insertSilence(db: Kysely<Database>, silence: Omit<Silence, "id">): Promise<Silence> {
  const { id } = await db
    .insertInto("alert_silences")
    .values({
      rule: silence.rule,
      vault_name: silence.vaultName,
      subject: silence.subject,
      until: silence.untilSeconds,
      comment: silence.comment,
      created_by: silence.createdBy,
      created_at: silence.createdAtSeconds,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { ...silence, id };
}

/** Ends a silence now, and returns it; null when there is none of that id that has not ended. */
export async function endSilence(db: Kysely<Database>, id: number, nowSeconds: UnixSeconds): Promise<Silence | null> {
  const row = await db
    .updateTable("alert_silences")
    .set({ until: nowSeconds })
    .where("id", "=", id)
    .where("until", ">", nowSeconds)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toSilence(row);
}

function toSilence(row: Selectable<AlertSilencesTable>): Silence {
  return {
    id: row.id,
    rule: row.rule,
    vaultName: row.vault_name,
    subject: row.subject,
    untilSeconds: row.until,
    comment: row.comment,
    createdBy: row.created_by,
    createdAtSeconds: row.created_at,
  };
}
