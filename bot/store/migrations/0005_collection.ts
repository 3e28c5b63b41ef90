import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // Every block that samples were stored of. One that a reorganisation has replaced keeps its row, with the time it was noticed.
  `create table observed_blocks (
    chain_id bigint not null,
    number bigint not null check (number >= 0),
    hash text not null,
    block_time bigint not null,
    bucket_time bigint not null check (bucket_time <= block_time),
    refill boolean not null,
    observed_at timestamptz not null default now(),
    orphaned_at timestamptz,
    primary key (chain_id, number, hash)
  )`,
  `create index observed_blocks_orphaned on observed_blocks (chain_id, bucket_time) where orphaned_at is not null`,

  // How far each market's buckets are accounted for: every one from first_bucket until accounted_until has a sample, a rejected sample or a
  // gap. It moves in the transaction that writes them, so that whatever dies in between, the next sample finds what is missing.
  `create table sampling_progress (
    market_id text primary key references markets (id),
    first_bucket bigint not null,
    accounted_until bigint not null check (accounted_until > first_bucket)
  )`,

  // refilled: what has been read since. irrecoverable: no block fell into it, or what could be read was refused.
  `create table sampling_gaps (
    market_id text not null references markets (id),
    first_bucket bigint not null,
    last_bucket bigint not null check (last_bucket >= first_bucket),
    bucket_seconds integer not null check (bucket_seconds > 0),
    reason text not null,
    detail text not null,
    recorded_at timestamptz not null default now(),
    refilled int8multirange not null default '{}',
    irrecoverable int8multirange not null default '{}',
    closed_at timestamptz,
    primary key (market_id, first_bucket)
  )`,
  `create index sampling_gaps_open on sampling_gaps (last_bucket) where closed_at is null`,
];

/** Version 5: what was observed and what was missed, so that no bucket is lost unnoticed. */
export const collection: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
