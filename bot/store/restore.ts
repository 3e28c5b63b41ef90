import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { type Kysely, sql } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { z } from "zod";
import { KeeperError } from "../core/errors.ts";
import { BackupNewerThanCode, BackupUnreadable, DatabaseInUse, DatabaseNotEmpty } from "./backupErrors.ts";
import { type BackupHeader, DamagedBackup, FORMAT_VERSION, type Frame, framesOf, Tally } from "./backupFormat.ts";
import { dataTables, dropEverything, identityColumns, tablesWithRows } from "./catalog.ts";
import type { Store } from "./connection.ts";
import { copyRows } from "./copy.ts";
import { codeOf, messageOf } from "./errors.ts";
import { migrations } from "./migrations/index.ts";
import type { Database } from "./schema.ts";

export interface RestoreReport {
  readonly madeAtSeconds: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Migrations that came after the backup was made and were applied to what it held. */
  readonly migrated: readonly string[];
}

export interface RestoreOptions {
  /** Give up what is in the database. */
  readonly replace: boolean;
  /** How long those who use the tables may go on before the restore gives up; 10 s unless said otherwise. */
  readonly lockTimeoutMs?: number;
}

const LOCK_TIMEOUT_MS = 10_000;
const LOCK_NOT_AVAILABLE = "55P03";

const header: z.ZodType<BackupHeader> = z.object({
  formatVersion: z.number(),
  madeAtSeconds: z.number(),
  serverVersion: z.string(),
  migrations: z.array(z.string()),
  partitionStarts: z.array(z.int()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })),
});
const footer = z.object({ table: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() });
const end = z.object({
  end: z.literal(true),
  identities: z.array(z.object({ table: z.string(), column: z.string(), lastValue: z.int(), isCalled: z.boolean() })),
});

/**
 * Puts back what `backUp` has written, all or nothing, into a database that holds no rows; with `replace`, in place of everything in its
 * schema. A backup of an older version is restored as it was and then migrated. Memory does not grow with the file.
 *
 * @throws BackupUnreadable for a file that is missing, damaged, cut off or none of ours; BackupNewerThanCode; DatabaseNotEmpty;
 *   DatabaseInUse when somebody does not let go of the tables; what the store throws. Whatever it is, the database is as it was.
 */
export async function restore(store: Store, file: string, options: RestoreOptions): Promise<RestoreReport> {
  const source = createReadStream(file);
  const unpacked = source.pipe(createGunzip());
  source.on("error", (error) => unpacked.destroy(error));
  const frames = framesOf(unpacked);
  try {
    const known = knownHeader(await nextJson(frames), file);
    return await store.db.transaction().execute((transaction) => restoreInto(transaction, store, known, frames, options));
  } catch (error) {
    throw clearError(error, file, store);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

function knownHeader(value: unknown, file: string): BackupHeader {
  const version = z.object({ formatVersion: z.number() }).safeParse(value);
  if (version.success && version.data.formatVersion > FORMAT_VERSION) {
    throw new BackupNewerThanCode(file, `format ${version.data.formatVersion}`);
  }
  const parsed = header.parse(value);
  const unknown = parsed.migrations.filter((name) => !(name in migrations));
  if (unknown.length > 0) throw new BackupNewerThanCode(file, unknown.join(", "));
  return parsed;
}

async function restoreInto(
  db: Kysely<Database>,
  { target }: Store,
  { migrations: applied, madeAtSeconds, partitionStarts, tables }: BackupHeader,
  frames: AsyncGenerator<Frame>,
  { replace, lockTimeoutMs = LOCK_TIMEOUT_MS }: RestoreOptions,
): Promise<RestoreReport> {
  await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(db);
  await requireRoom(db, target.description, replace);
  await dropEverything(db);
  const last = applied.at(-1);
  if (last !== undefined) await migrate(db, last);
  if (partitionStarts.length > 0) await sql`select ensure_observation_partitions(${partitionStarts}::bigint[])`.execute(db);
  const expected = new Map((await dataTables(db)).map((table) => [table.name, table.columns]));

  const restored: { name: string; rows: number }[] = [];
  for (const { name, columns } of tables) {
    const ours = expected.get(name);
    if (ours === undefined || columns.some((column) => !ours.includes(column))) throw new DamagedBackup(`it has another table ${name}`);
    await sql`delete from ${sql.table(name)}`.execute(db);
    restored.push({ name, rows: await copyTable(db, name, columns, frames) });
  }
  const { identities } = end.parse(await nextJson(frames));
  if ((await frames.next()).done !== true) throw new DamagedBackup("it goes on after its end");
  const sequences = await identityColumns(db);
  for (const { table, column, lastValue, isCalled } of identities) {
    const sequence = sequences.find((one) => one.table === table && one.column === column)?.sequence;
    if (sequence === undefined) throw new DamagedBackup(`it has another table ${table}`);
    await sql`select setval(${sequence}::regclass, ${lastValue}::bigint, ${isCalled}::boolean)`.execute(db);
  }
  return { madeAtSeconds, tables: restored, migrated: await migrate(db, null) };
}

async function requireRoom(db: Kysely<Database>, database: string, replace: boolean): Promise<void> {
  const tables = await dataTables(db);
  const { rows } = await sql<{ ours: boolean }>`select to_regclass('kysely_migration') is not null as ours`.execute(db);
  if (tables.length > 0 && rows[0]?.ours !== true) {
    throw new DatabaseNotEmpty(
      database,
      tables.map(({ name }) => name),
      false,
    );
  }
  if (replace) return;
  const filled = await tablesWithRows(db, tables);
  if (filled.length > 0) throw new DatabaseNotEmpty(database, filled, true);
}

/** Up to one migration, or to the newest; within the transaction that `db` is. Returns what was applied. */
async function migrate(db: Kysely<Database>, last: string | null): Promise<readonly string[]> {
  const provider: MigrationProvider = { getMigrations: async () => ({ ...migrations }) };
  const migrator = new Migrator({ db, provider });
  const { error, results } = await (last === null ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error !== undefined) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}

async function copyTable(db: Kysely<Database>, name: string, columns: readonly string[], frames: AsyncGenerator<Frame>): Promise<number> {
  const tally = new Tally(createHash("sha256"));
  let found: z.output<typeof footer> | undefined;
  async function* data(): AsyncGenerator<Buffer> {
    for (;;) {
      const frame = await nextFrame(frames);
      if (frame.kind === "json") {
        found = footer.parse(frame.value);
        return;
      }
      tally.add(frame.data);
      yield frame.data;
    }
  }
  const identifier = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = await copyRows(db, `copy ${identifier(name)} (${columns.map(identifier).join(", ")}) from stdin`, data());
  if (found?.table !== name || found.rows !== rows || found.bytes !== tally.bytes || found.sha256 !== tally.sha256()) {
    throw new DamagedBackup(`the checksum of table ${name} is wrong`);
  }
  return rows;
}

async function nextFrame(frames: AsyncGenerator<Frame>): Promise<Frame> {
  const { done, value } = await frames.next();
  if (done === true) throw new DamagedBackup("it ends too early");
  return value;
}

async function nextJson(frames: AsyncGenerator<Frame>): Promise<unknown> {
  const frame = await nextFrame(frames);
  if (frame.kind !== "json") throw new DamagedBackup("it is damaged");
  return frame.value;
}

function clearError(error: unknown, file: string, { target }: Store): unknown {
  if (error instanceof KeeperError) return error;
  const code = codeOf(error);
  if (code === LOCK_NOT_AVAILABLE) return new DatabaseInUse(target.description, error);
  if (error instanceof DamagedBackup) return new BackupUnreadable(file, error.message, error);
  if (error instanceof z.ZodError || error instanceof SyntaxError) return new BackupUnreadable(file, "it is damaged", error);
  if (code === "Z_BUF_ERROR") return new BackupUnreadable(file, "it ends too early", error);
  if (code.startsWith("Z_")) return new BackupUnreadable(file, "it is damaged, or no backup of ours", error);
  if (error instanceof Error && "syscall" in error && ("path" in error || code === "EISDIR" || code === "EIO"))
    return new BackupUnreadable(file, messageOf(error), error);
  // PostgreSQL did not understand a value (class 22), or it breaks a rule of its table (class 23).
  if (/^2[23]/.test(code)) return new BackupUnreadable(file, `it is damaged: ${messageOf(error)}`, error);
  return error;
}
