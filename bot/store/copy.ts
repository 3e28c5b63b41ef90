import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CompiledQuery, type Kysely } from "kysely";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "./schema.ts";

/** Characters sent at once: few writes, and no need for memory that grows with the number of rows. */
const CHUNK_LENGTH = 65_536;

/** Lines in PostgreSQL's text format, as the only parameter of a `copy … from stdin`. */
export class CopyRows {
  readonly lines: Iterable<string>;

  constructor(lines: Iterable<string>) {
    this.lines = lines;
  }
}

/** Runs a `copy … from stdin` on a connection of Kysely, so also within a transaction; returns the number of rows. */
export async function copyRows(db: Kysely<Database>, statement: string, lines: Iterable<string>): Promise<number> {
  const result = await db.executeQuery(CompiledQuery.raw(statement, [new CopyRows(lines)]));
  return Number(result.numAffectedRows ?? 0n);
}

/** What the connection does with such a statement; the result is the driver's of an INSERT. */
export async function copyIn(client: PoolClient, statement: string, { lines }: CopyRows) {
  const stream = client.query(copyFrom(statement));
  await pipeline(Readable.from(chunks(lines)), stream);
  return { command: "INSERT", rowCount: stream.rowCount, rows: [] };
}

function* chunks(lines: Iterable<string>): Generator<Buffer> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  if (chunk !== "") yield Buffer.from(chunk);
}

/** One line of the text format. Numbers, bigints and booleans are written as PostgreSQL reads them; null and undefined are NULL. */
export function copyLine(values: readonly unknown[]): string {
  return `${values.map(field).join("\t")}\n`;
}

function field(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  return typeof value === "string" ? value.replace(SPECIAL, (character) => ESCAPES[character] ?? character) : String(value);
}

const SPECIAL = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
