import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** How far the database's clock is ahead of a time, in seconds; negative when it is behind. */
export async function databaseAheadSeconds(db: Kysely<Database>, nowMilliseconds: () => number): Promise<number> {
  const before = nowMilliseconds();
  const { rows } = await sql<{ seconds: number }>`select extract(epoch from clock_timestamp())::float8 as seconds`.execute(db);
  const middle = (before + nowMilliseconds()) / 2;
  return (rows[0]?.seconds ?? middle / 1000) - middle / 1000;
}
