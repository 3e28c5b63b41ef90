import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { link, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { KeeperError } from "../core/errors.ts";
import { BackupExists, BackupFailed } from "./backupErrors.ts";
import {
  type BackupEnd,
  type BackupHeader,
  type BackupTable,
  dataFrame,
  FORMAT_VERSION,
  type IdentityState,
  jsonFrame,
  MAGIC,
  type TableFooter,
  Tally,
} from "./backupFormat.ts";
import { dataTables, identityColumns } from "./catalog.ts";
import type { Store } from "./connection.ts";
import { codeOf, StoreNewerThanCode, storeError } from "./errors.ts";
import { migrationStatus } from "./migrate.ts";
import { observationPartitions } from "./partitions.ts";
import type { Database } from "./schema.ts";

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Writes everything the database holds, as it is at one instant while everybody goes on working, into one file that any machine and any
 * PostgreSQL from 15 on can take back. Memory does not grow with the database. The name appears when the file is complete and on the disk,
 * and never replaces another.
 *
 * @throws BackupExists, BackupFailed; StoreNewerThanCode for a database this version does not know; what the store throws.
 */
export async function backUp(store: Store, file: string): Promise<BackupReport> {
  if (existsSync(file)) throw new BackupExists(file);
  const session = await store.openSession();
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  const tables: { name: string; rows: number }[] = [];
  try {
    const frames = framesOf(store, session, (footer) => tables.push({ name: footer.table, rows: footer.rows }));
    const target = createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(Readable.from(frames), createGzip({ level: 4 }), target);
    await putInPlace(draft, file);
    return { file, bytes: (await stat(file)).size, tables };
  } catch (error) {
    if (error instanceof KeeperError) throw error;
    // Of a file, not of a socket.
    if (error instanceof Error && "syscall" in error && ("path" in error || codeOf(error) === "ENOSPC"))
      throw new BackupFailed(file, error);
    throw storeError(error, store.target);
  } finally {
    await rm(draft, { force: true });
    await session.end();
  }
}

/** A second name for the file, which fails where a rename would replace another; a rename where there are no second names. */
async function putInPlace(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw new BackupExists(file);
    if (!["EPERM", "ENOTSUP", "ENOSYS"].includes(codeOf(error))) throw error;
    if (existsSync(file)) throw new BackupExists(file);
    await rename(draft, file);
  }
  const folder = await open(path.dirname(file));
  await folder.sync().finally(() => folder.close());
}

async function* framesOf(store: Store, session: Client, onTable: (footer: TableFooter) => void): AsyncGenerator<Buffer> {
  // One transaction sees one instant, on the session as on the statements of the catalogue.
  const header = await begin(store, session);
  yield MAGIC;
  yield jsonFrame(header);
  for (const table of header.tables) {
    const tally = new Tally(createHash("sha256"));
    const columns = table.columns.map((name) => session.escapeIdentifier(name)).join(", ");
    const rows = session.query(copyTo(`copy (select ${columns} from ${session.escapeIdentifier(table.name)}) to stdout`));
    for await (const data of rows as AsyncIterable<Buffer>) {
      tally.add(data);
      yield dataFrame(data);
    }
    const footer: TableFooter = { table: table.name, rows: rows.rowCount, bytes: tally.bytes, sha256: tally.sha256() };
    onTable(footer);
    yield jsonFrame(footer);
  }
  // Read last: a sequence is of no transaction, and may only be ahead of the rows.
  const end: BackupEnd = { end: true, identities: await identityStates(store.db) };
  await session.query("commit");
  yield jsonFrame(end);
}

const SETTINGS = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local bytea_output = 'hex'; set local extra_float_digits = 1`;

async function begin(store: Store, session: Client): Promise<BackupHeader> {
  await session.query("begin isolation level repeatable read read only");
  await session.query(SETTINGS);
  const { rows } = await session.query<{ snapshot: string }>("select pg_export_snapshot() as snapshot");
  return store.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (transaction) => {
      await transaction.executeQuery(CompiledQuery.raw(`set transaction snapshot '${rows[0]?.snapshot}'`));
      return headerOf(transaction, store);
    });
}

async function headerOf(db: Kysely<Database>, { serverVersion, target }: Store): Promise<BackupHeader> {
  const { applied, unknown } = await migrationStatus(db);
  if (unknown.length > 0) throw new StoreNewerThanCode(target, unknown);
  const tables: readonly BackupTable[] = await dataTables(db);
  const partitioned = await sql<{ exists: boolean }>`select to_regproc('ensure_observation_partitions') is not null as exists`.execute(db);
  return {
    formatVersion: FORMAT_VERSION,
    madeAtSeconds: Math.floor(Date.now() / 1000),
    serverVersion,
    migrations: applied,
    partitionStarts: partitioned.rows[0]?.exists ? (await observationPartitions(db)).map(({ fromSeconds }) => fromSeconds) : [],
    tables,
  };
}

async function identityStates(db: Kysely<Database>): Promise<readonly IdentityState[]> {
  const states: IdentityState[] = [];
  for (const { table, column, sequence } of await identityColumns(db)) {
    const { rows } = await sql<{ lastValue: number; isCalled: boolean }>`
      select last_value as "lastValue", is_called as "isCalled" from ${sql.raw(sequence)}`.execute(db);
    const [state] = rows;
    if (state !== undefined) states.push({ table, column, ...state });
  }
  return states;
}
