import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CompiledQuery, type Kysely } from "kysely";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "./schema.ts";

/** What is copied, in pieces of any size, in the format that the statement names. */
export type CopySource = Iterable<Buffer> | AsyncIterable<Buffer>;

/** The only parameter of a `copy … from stdin`. */
export class CopyRows {
  readonly source: CopySource;

  constructor(source: CopySource) {
    this.source = source;
  }
}

/** Runs a `copy … from stdin` on a connection of Kysely, so also within a transaction; returns the number of rows. */
export async function copyRows(db: Kysely<Database>, statement: string, source: CopySource): Promise<number> {
  const result = await db.executeQuery(CompiledQuery.raw(statement, [new CopyRows(source)]));
  return Number(result.numAffectedRows ?? 0n);
}

/** What the connection does with such a statement; the result is the driver's of an INSERT. */
export async function copyIn(client: PoolClient, statement: string, { source }: CopyRows) {
  const stream = client.query(copyFrom(statement));
  await pipeline(Readable.from(source), stream);
  return { command: "INSERT", rowCount: stream.rowCount, rows: [] };
}
