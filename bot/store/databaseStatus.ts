import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { Store } from "./connection.ts";
import { databaseBytes } from "./databaseSpace.ts";
import { type MigrationStatus, migrationStatus } from "./migrate.ts";
import { observationPartitions, type Partition } from "./partitions.ts";
import type { Database } from "./schema.ts";

export interface TableSize {
  readonly name: string;
  /** The server's estimate; null before it has counted. */
  readonly estimatedRows: number | null;
  /** With indexes, and of a partitioned table with all partitions. */
  readonly bytes: number;
}

/** What a database is and holds. */
export interface DatabaseStatus {
  readonly database: string;
  readonly serverVersion: string;
  readonly bytes: number;
  readonly migrations: MigrationStatus;
  readonly tables: readonly TableSize[];
  /** Of observations, oldest first; none before there are partitions. */
  readonly partitions: readonly Partition[];
  /** Start of the buckets of the oldest and the newest observation; null when there is none. */
  readonly oldestObservationSeconds: UnixSeconds | null;
  readonly newestObservationSeconds: UnixSeconds | null;
  /** Days whose observations are yet to be summed up. */
  readonly staleDays: number;
}

/** Reads without changing anything, also in a database that is not migrated. */
export async function databaseStatus({ db, target, serverVersion }: Store): Promise<DatabaseStatus> {
  const partitioned = await sql<{ is: boolean }>`select to_regclass('dropped_months') is not null as is`.execute(db);
  const partitions = partitioned.rows[0]?.is ? await observationPartitions(db) : [];
  return {
    database: target.description,
    serverVersion,
    bytes: await databaseBytes(db),
    migrations: await migrationStatus(db),
    tables: await tableSizes(db),
    partitions,
    oldestObservationSeconds: await firstOf(db, partitions, sql`min(bucket_time)`),
    newestObservationSeconds: await firstOf(db, partitions.toReversed(), sql`max(bucket_time)`),
    staleDays: partitioned.rows[0]?.is ? await staleDays(db) : 0,
  };
}

async function tableSizes(db: Kysely<Database>): Promise<readonly TableSize[]> {
  const { rows } = await sql<TableSize>`
    select root.relname as name, sum(nullif(part.reltuples, -1))::bigint as "estimatedRows",
      coalesce(sum(pg_total_relation_size(part.oid)), 0)::bigint as bytes
    from pg_class as root
    left join pg_inherits on inhparent = root.oid
    left join pg_class as part on part.oid = case when root.relkind = 'p' then inhrelid else root.oid end
    where root.relnamespace = current_schema()::regnamespace and root.relkind in ('r', 'p') and not root.relispartition
    group by root.relname order by root.relname`.execute(db);
  return rows;
}

/** Of the first of these partitions that has a row. */
async function firstOf(db: Kysely<Database>, partitions: readonly Partition[], value: ReturnType<typeof sql>): Promise<number | null> {
  for (const { name } of partitions) {
    const { rows } = await sql<{ seconds: number | null }>`select ${value} as seconds from ${sql.table(name)}`.execute(db);
    const seconds = rows[0]?.seconds ?? null;
    if (seconds !== null) return seconds;
  }
  return null;
}

async function staleDays(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ days: number }>`select count(distinct day_start) as days from stale_days`.execute(db);
  return rows[0]?.days ?? 0;
}
