import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import { codeOf } from "./errors.ts";
import { observationPartitions, type Partition } from "./partitions.ts";
import type { Database } from "./schema.ts";

/** How long to wait for those who read, while others wait behind: then the month's turn is the next maintenance. */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Lets go of the observations of whole months that ended before `beforeSeconds`, and returns the names of their partitions. A month that has
 * not been summed up stays; and rate models that nothing refers to any more go with the months that had them.
 */
export async function dropMonthsBefore(db: Kysely<Database>, beforeSeconds: UnixSeconds): Promise<readonly string[]> {
  const dropped: string[] = [];
  const models = new Set<string>();
  for (const month of await observationPartitions(db)) {
    if (month.toSeconds > beforeSeconds) break;
    const released = await db
      .transaction()
      .execute((transaction) => dropMonth(transaction, month))
      .catch((error: unknown) => {
        if (codeOf(error) === LOCK_NOT_AVAILABLE) return null;
        throw error;
      });
    if (released === null) continue;
    dropped.push(month.name);
    for (const id of released) models.add(id);
  }
  if (models.size > 0) await deleteUnusedModels(db, [...models]);
  return dropped;
}

/** The rate models it had, or null if it has to stay. */
async function dropMonth(db: Kysely<Database>, { name, fromSeconds, toSeconds }: Partition): Promise<readonly string[] | null> {
  await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(db);
  // Whoever is inserting has committed, with the mark of its day; whoever comes later makes the partition anew.
  await sql`lock table observations in access exclusive mode`.execute(db);
  // The day after the month begins from its last sample.
  const stale = await sql`select from stale_days
    where day_start >= ${fromSeconds} and day_start <= ${toSeconds} limit 1`.execute(db);
  if (stale.rows.length > 0) return null;
  const { rows } = await sql<{ id: string }>`select distinct rate_model_id as id from ${sql.table(name)}`.execute(db);
  await sql`drop table ${sql.table(name)}`.execute(db);
  await sql`insert into dropped_months (month_start) values (${fromSeconds}) on conflict do nothing`.execute(db);
  return rows.map(({ id }) => id);
}

async function deleteUnusedModels(db: Kysely<Database>, candidates: readonly string[]): Promise<void> {
  const unused = (ids: readonly string[]) => sql<{ id: string }>`
    select id from unnest(${ids}::uuid[]) as given (id)
    where not exists (select from observations where observations.rate_model_id = given.id)`;
  // Mostly none, and then nobody has to wait for the second look, which is the one that counts.
  const { rows } = await unused(candidates).execute(db);
  if (rows.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    await sql`lock table rate_models in share row exclusive mode`.execute(transaction);
    const ids = (await unused(rows.map(({ id }) => id)).execute(transaction)).rows.map(({ id }) => id);
    await sql`delete from rate_models where id = any(${ids}::uuid[])`.execute(transaction);
  });
}
