import { type Kysely, sql } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { KeeperError } from "../core/errors.ts";
import { MigrationFailed, StoreNewerThanCode, type StoreTarget } from "./errors.ts";
import { migrations } from "./migrations/index.ts";
import type { Database } from "./schema.ts";

/** Where a database stands against the migrations this code knows. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied by a newer version of this program. */
  readonly unknown: readonly string[];
}

/** Reads without changing anything, so it also works on an empty database. */
export async function migrationStatus(db: Kysely<Database>): Promise<MigrationStatus> {
  const exists = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(db);
  const found = exists.rows[0]?.exists
    ? (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)).rows.map((row) => row.name)
    : [];
  const known = Object.keys(migrations);
  return {
    applied: found.filter((name) => known.includes(name)),
    pending: known.filter((name) => !found.includes(name)),
    unknown: found.filter((name) => !known.includes(name)),
  };
}

/**
 * Applies what is pending, all or nothing, and returns the names. Kysely's Migrator holds a PostgreSQL advisory lock meanwhile, so of
 * several programs starting at once one migrates and the others wait.
 * @throws StoreNewerThanCode when a newer version has migrated the database; MigrationFailed when a migration was rolled back.
 */
export async function migrateToLatest(db: Kysely<Database>, target: StoreTarget): Promise<readonly string[]> {
  const status = await migrationStatus(db);
  if (status.unknown.length > 0) throw new StoreNewerThanCode(target, status.unknown);
  if (status.pending.length === 0) return [];
  const provider: MigrationProvider = { getMigrations: async () => ({ ...migrations }) };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) {
    if (error instanceof KeeperError) throw error;
    const failed = results?.find((result) => result.status === "Error")?.migrationName ?? status.pending[0] ?? "";
    throw new MigrationFailed(target, failed, error);
  }
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}
