import { type RawBuilder, sql } from "kysely";

/**
 * A subquery of the markets and blocks that these ids begin with ("<market>@<block>/…"). What follows in an id may hold whatever it is joined
 * with: what begins alike is read by this, and told apart by whole ids.
 */
export function marketBlocksOf(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(
    select substring(id, '^(.*?)@[0-9]+/'), substring(id, '^.*?@([0-9]+)/')::bigint from unnest(${ids}::text[]) as id
  )`;
}
