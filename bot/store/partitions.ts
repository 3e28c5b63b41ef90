import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { Database } from "./schema.ts";

/** One month of observations. */
export interface Partition {
  readonly name: string;
  readonly fromSeconds: UnixSeconds;
  /** Not included. */
  readonly toSeconds: UnixSeconds;
  /** The server's estimate; null before it has counted. */
  readonly estimatedRows: number | null;
  /** With its indexes. */
  readonly bytes: number;
}

/** The partitions of observations, oldest first. */
export async function observationPartitions(db: Kysely<Database>): Promise<readonly Partition[]> {
  const { rows } = await sql<Partition>`
    select relname as name, bounds[1]::bigint as "fromSeconds", bounds[2]::bigint as "toSeconds",
      nullif(reltuples, -1)::bigint as "estimatedRows", pg_total_relation_size(oid) as bytes
    from pg_inherits join pg_class on oid = inhrelid,
      regexp_match(pg_get_expr(relpartbound, oid), 'FROM \\(''(-?\\d+)''\\) TO \\(''(-?\\d+)''\\)') as bounds
    where inhparent = 'observations'::regclass order by 2`.execute(db);
  return rows;
}

/** Makes the partitions of this month and of `monthsAhead` more; returns how many were missing. */
export async function makePartitionsAhead(db: Kysely<Database>, nowSeconds: UnixSeconds, monthsAhead: number): Promise<number> {
  const now = new Date(nowSeconds * 1000);
  const times = Array.from({ length: monthsAhead + 1 }, (_, ahead) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead) / 1000);
  const { rows } = await sql<{ made: number }>`select ensure_observation_partitions(${times}::bigint[]) as made`.execute(db);
  return rows[0]?.made ?? 0;
}
