import { type RawBuilder, type SqlBool, sql } from "kysely";

/** What names a row's place in the order of its list: values of the columns it is ordered by. */
export type PageKey = readonly (string | number)[];

export interface PageQuery {
  /** The key of the last row of the page before; null for the first page. */
  readonly after: PageKey | null;
  readonly limit: number;
}

/** Some rows of a list in its order. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null after the last one. */
  readonly next: PageKey | null;
}

/** The same with its items written as JSON, the way answers say them: by the database, which is several times quicker than reading them here. */
export interface JsonPage {
  /** An array. */
  readonly itemsJson: string;
  readonly next: PageKey | null;
}

export type PageOrder = "asc" | "desc";

/** Whether a row comes after `after` in a list ordered by these columns, all of them in one direction. */
export function isBeyond(columns: readonly string[], after: PageKey | null, order: PageOrder): RawBuilder<SqlBool> {
  if (after === null) return sql<SqlBool>`true`;
  const row = sql.join(columns.map((name) => sql.ref(name)));
  const compare = sql.raw(order === "asc" ? ">" : "<");
  return sql<SqlBool>`(${row}) ${compare} (${sql.join(after)})`;
}

/** The page of rows of which one more than `limit` was asked for, to see whether there are any. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { itemOf, keyOf }: { readonly itemOf: (row: Row) => Item; readonly keyOf: (row: Row) => PageKey },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
