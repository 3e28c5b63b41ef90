import { type RawBuilder, sql } from "kysely";

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
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  const arrays = sql.join(columns.map((column) => sql`${rows.map(column.value)}::${sql.raw(column.type)}[]`));
  return sql`insert into ${sql.table(table)} (${names}) select * from unnest(${arrays}) on conflict do nothing`;
}
