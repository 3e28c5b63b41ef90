import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/*
 * Observations for years: partitions by month, narrow rows, few indexes. Chosen by measurement (PostgreSQL 18.4, 300,000 rows unless said
 * otherwise, processor time of the server):
 *
 * - A rate model is 176 of a row's 363 bytes and changes when governance votes: stored once, a row has 203.
 * - There is no default partition: it would cost the ordered scan over partitions (the latest row of 500 markets with 59 partitions and 2.5 M
 *   rows: 23 ms, and 10 ms with a bound on time, against a probe of every partition), and a month whose rows it holds could not be split off
 *   without a scan under lock. Whoever inserts calls `ensure_observation_partitions` in the same transaction instead, so none is ever missing.
 * - A foreign key costs 6 µs a row, as much as all the rest of a COPY with both indexes (6 µs); a statement trigger forbids COPY its batches
 *   and costs as much. `insertObservations` checks the markets of a whole call at once; nothing deletes a market.
 * - A second B-tree costs 2 to 5 µs a row, less when its keys grow with time. So ids have (block_number, market_id), which grows, is what
 *   a reorganisation asks for, and holds the promise that a market has one observation a block; series have the primary key.
 * - Days across all markets, which the rollup reads, have a BRIN: 24 kB a month where a B-tree would have 20 MB.
 * - Nothing updates a row, so pages are filled to the brim (the default).
 */
const statements = [
  `create function month_start_of(at bigint) returns bigint language sql immutable strict parallel safe
    return extract(epoch from date_trunc('month', to_timestamp(at), 'UTC'))::bigint`,

  // Named by its content, so that it can be named without asking which are there.
  `create function rate_model_id(model jsonb) returns uuid language sql immutable strict parallel safe
    return encode(substring(sha256(convert_to(model::text, 'UTF8')) for 16), 'hex')::uuid`,
  `create table rate_models (
    id uuid primary key,
    model jsonb not null,
    check (id = rate_model_id(model))
  )`,

  `alter table observations rename to observations_before`,
  `alter index observations_pkey rename to observations_before_pkey`,
  // Every observation that was read is kept: two ticks may fall into one bucket, and both decisions have read what they have read.
  `create table observations (
    market_id text not null,
    block_number bigint not null check (block_number >= 0),
    block_time bigint not null,
    bucket_time bigint not null check (bucket_time <= block_time),
    origin text not null,
    supply_apr double precision not null,
    reward_apr double precision not null,
    unclaimed_reward_apr double precision,
    growth_index_ray numeric(78,0) not null,
    total_supply numeric(78,0) not null,
    total_borrow numeric(78,0) not null,
    liquidity numeric(78,0) not null,
    supply_room numeric(78,0),
    utilization double precision not null,
    asset_price_usd double precision not null,
    enter_bps double precision not null,
    exit_bps double precision not null,
    rate_model_id uuid not null,
    paused boolean not null,
    frozen boolean not null,
    supply_cap_reached boolean not null,
    primary key (market_id, bucket_time, block_number)
  ) partition by range (bucket_time)`,
  `create index observations_by_time on observations using brin (bucket_time) with (pages_per_range = 32, autosummarize = on)`,

  /*
   * Makes the partitions of these times where there are none, and returns how many it made. The first lock keeps whoever drops old
   * partitions away until the caller has inserted; the second lets one of several callers make a partition while others go on reading and
   * inserting. A table is made and attached, for "create table … partition of" would lock readers out.
   */
  `create function ensure_observation_partitions(times bigint[]) returns integer language plpgsql as $$
  declare
    made integer := 0;
    first bigint;
    name text;
  begin
    lock table observations in row exclusive mode;
    for first in select distinct month_start_of(at) from unnest(times) as at order by 1 loop
      name := 'observations_' || to_char(to_timestamp(first) at time zone 'UTC', 'YYYY_MM');
      continue when to_regclass(name) is not null;
      lock table observations in share update exclusive mode;
      continue when to_regclass(name) is not null;
      execute format('create table %I (like observations including defaults including constraints)', name);
      execute format('create unique index %I on %I (block_number, market_id)', name || '_by_block', name);
      execute format('alter table observations attach partition %I for values from (%s) to (%s)', name, first,
        extract(epoch from (to_timestamp(first) at time zone 'UTC' + interval '1 month') at time zone 'UTC')::bigint);
      made := made + 1;
    end loop;
    return made;
  end $$`,

  `insert into rate_models select distinct on (rate_model_id(rate_model)) rate_model_id(rate_model), rate_model from observations_before`,
  `select ensure_observation_partitions(array(select distinct month_start_of(bucket_time) from observations_before))`,
  `insert into observations
    select market_id, block_number, block_time, bucket_time, origin, supply_apr, reward_apr, unclaimed_reward_apr, growth_index_ray,
      total_supply, total_borrow, liquidity, supply_room, utilization, asset_price_usd, enter_bps, exit_bps, rate_model_id(rate_model),
      paused, frozen, supply_cap_reached
    from observations_before order by bucket_time, market_id, block_number`,

  /*
   * Days (UTC) whose observations changed since they were last summed up. Rows are only added and taken away, never updated: who inserts
   * never waits for who sums up, and a day that changes meanwhile is there again afterwards.
   */
  `create table stale_days (day_start bigint not null check (day_start % 86400 = 0))`,
  `insert into stale_days select distinct bucket_time - bucket_time % 86400 from observations_before`,
  `create function mark_stale_days() returns trigger language plpgsql as $$
  begin
    insert into stale_days select distinct bucket_time - bucket_time % 86400 from gone;
    return null;
  end $$`,
  `create trigger observations_deleted after delete on observations referencing old table as gone
    for each statement execute function mark_stale_days()`,
  // Months whose observations were let go: what was summed up of them is all there is.
  `create table dropped_months (
    month_start bigint primary key,
    dropped_at timestamptz not null default now()
  )`,

  `drop table observations_before`,
];

/** Version 4: observations partitioned by month, rate models stored once, and what has yet to be summed up. */
export const partitionedObservations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
