import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "./schema.ts";

/** One column of many rows, sent as one array. */
export interface BulkColumn<Row> {
  readonly name: string;
  /** The element type in SQL: "text", "bigint", "numeric", … */
  readonly type: string;
  readonly value: (row: Row) => unknown;
}

/**
 * One INSERT of any number of rows through `unnest`: one parameter a column, so the statement is the same for one row and for ten
 * thousand and no limit on parameters is met. Rows that meet an existing key or an earlier row of the same call are left out.
 */
export function bulkInsertIgnoringExisting<Row>(
  table: string,
  columns: readonly BulkColumn<Row>[],
  rows: readonly Row[],
): RawBuilder<unknown> {
  return sql`${insertOf(table, columns, rows)} on conflict do nothing`;
}

/** How many rows were new, and how many replaced others. */
export interface Upserted {
  readonly added: number;
  readonly changed: number;
}

/**
 * The same for rows that replace what has their key, unless every value is equal: then nothing is written. Two rows of one call with one
 * key are refused by the server.
 */
export async function bulkUpsertDiffering<Row>(
  db: Kysely<Database>,
  table: string,
  columns: readonly BulkColumn<Row>[],
  key: readonly string[],
  rows: readonly Row[],
): Promise<Upserted> {
  const values = columns.map((column) => column.name).filter((name) => !key.includes(name));
  const stored = sql.join(values.map((name) => sql`${sql.table(table)}.${sql.ref(name)}`));
  const given = sql.join(values.map((name) => sql`excluded.${sql.ref(name)}`));
  // A row that was there has been locked by this transaction, a new one by none: xmax tells which is which.
  const { rows: counts } = await sql<Upserted>`
    with written as (
      ${insertOf(table, columns, rows)}
      on conflict (${sql.join(key.map((name) => sql.ref(name)))}) do update
        set (${sql.join(values.map((name) => sql.ref(name)))}) = row(${given})
        where (${stored}) is distinct from (${given})
      returning xmax = 0 as added
    )
    select count(*) filter (where added) as added, count(*) filter (where not added) as changed from written`.execute(db);
  return counts[0] ?? { added: 0, changed: 0 };
}

function insertOf<Row>(table: string, columns: readonly BulkColumn<Row>[], rows: readonly Row[]): RawBuilder<unknown> {
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  const arrays = sql.join(columns.map((column) => sql`${rows.map(column.value)}::${sql.raw(column.type)}[]`));
  return sql`insert into ${sql.table(table)} (${names}) select * from unnest(${arrays})`;
}
