import { type Kysely, sql } from "kysely";
import type { BackupTable } from "./backupFormat.ts";
import type { Database } from "./schema.ts";

/** Kysely's own tables: which migrations were applied is told by the backup's header. */
const MIGRATION_TABLES = ["kysely_migration", "kysely_migration_lock"];

/**
 * The tables of the database's schema that hold data, with the columns that can be written; partitions are part of their table. Whatever a
 * foreign key refers to comes before the table that has it.
 */
export async function dataTables(db: Kysely<Database>): Promise<readonly BackupTable[]> {
  const { rows } = await sql<BackupTable & { readonly refersTo: readonly string[] }>`
    select relname as name,
      array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
      ) as columns,
      array(
        select confrelid::regclass::text from pg_constraint where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid
      ) as "refersTo"
    from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname <> all (${MIGRATION_TABLES})
    order by relname`.execute(db);
  const ordered: BackupTable[] = [];
  const waiting = [...rows];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ refersTo }) => refersTo.every((name) => !waiting.some((other) => other.name === name)));
    const [table] = waiting.splice(Math.max(0, next), 1);
    if (table !== undefined) ordered.push({ name: table.name, columns: table.columns });
  }
  return ordered;
}

/** Those of these tables that have a row. */
export async function tablesWithRows(db: Kysely<Database>, tables: readonly BackupTable[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Columns that number their rows, with the sequence behind each. */
export async function identityColumns(
  db: Kysely<Database>,
): Promise<readonly { readonly table: string; readonly column: string; readonly sequence: string }[]> {
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select relname as table, attname as column, pg_get_serial_sequence(quote_ident(relname), attname) as sequence
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and attidentity <> '' and not attisdropped
    order by 1, 2`.execute(db);
  return rows;
}

/** Takes all tables and functions out of the database's schema, except what belongs to an extension. */
export async function dropEverything(db: Kysely<Database>): Promise<void> {
  const ofExtension = (catalog: string, oid: string) => sql`exists (
    select from pg_depend where classid = ${sql.lit(catalog)}::regclass and objid = ${sql.ref(oid)} and deptype = 'e')`;
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not ${ofExtension("pg_class", "pg_class.oid")}
  `.execute(db);
  if (tables.length > 0) await sql`drop table ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(db);
  const { rows: functions } = await sql<{ signature: string }>`
    select oid::regprocedure::text as signature from pg_proc
    where pronamespace = current_schema()::regnamespace and prokind = 'f' and not ${ofExtension("pg_proc", "pg_proc.oid")}
  `.execute(db);
  for (const { signature } of functions) await sql`drop function ${sql.raw(signature)}`.execute(db);
}
