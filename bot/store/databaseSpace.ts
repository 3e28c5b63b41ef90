import { statfs } from "node:fs/promises";
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** What room a database takes, and has. */
export interface DatabaseSpace {
  /** Of the database itself: tables and indexes. */
  readonly bytes: number;
  /** How large it may grow, as configured; null where nobody said. */
  readonly limitBytes: number | null;
  /** The file system its files are on; null where that is another machine's. */
  readonly disk: DiskSpace | null;
}

/** A file system as an ordinary user has it: without what is kept for root. */
export interface DiskSpace {
  readonly freeBytes: number;
  /** Used and free. */
  readonly totalBytes: number;
}

export interface DatabasePlace {
  /** Of the embedded server; null for a server of one's own. */
  readonly dataFolder: string | null;
  readonly limitBytes: number | null;
}

export async function databaseSpace(db: Kysely<Database>, { dataFolder, limitBytes }: DatabasePlace): Promise<DatabaseSpace> {
  return { bytes: await databaseBytes(db), limitBytes, disk: dataFolder === null ? null : await diskSpace(dataFolder) };
}

/** With indexes, and what the server keeps beside them. */
export async function databaseBytes(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
}

/** As `df` counts: `bavail` is what a user may still write, `bfree` is that and what is kept for root. */
async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bsize, blocks, bfree, bavail } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: (blocks - bfree + bavail) * bsize };
}
