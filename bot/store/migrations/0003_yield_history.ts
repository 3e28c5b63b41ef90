import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const periodColumns = `
    market_id text not null,
    period_start bigint not null,
    origin text not null,
    last_sample bigint not null,
    last_block_number bigint,
    samples integer not null check (samples > 0),
    supply_apr double precision,
    reward_apr double precision,
    realised_apr double precision,
    total_supply_usd double precision,
    total_borrow_usd double precision,
    liquidity_usd double precision,
    utilization double precision,
    asset_price_usd double precision,
    deposit_usd double precision,
    withdraw_usd double precision,
    borrow_usd double precision,
    repay_usd double precision,
    volume_usd double precision,
    impermanent_loss_7d double precision,
    primary key (market_id, origin, period_start)`;

const statements = [
  `create table history_markets (
    id text primary key,
    protocol text not null,
    symbol text not null,
    category text
  )`,
  `create table hourly_yields (${periodColumns}, check (period_start % 3600 = 0))`,
  `create table daily_yields (${periodColumns}, check (period_start % 86400 = 0))`,

  // What was read and not believed. The same sample rejected again, as by a second import, changes nothing.
  `create table rejected_samples (
    market_id text not null,
    origin text not null,
    sample_time bigint not null,
    block_number bigint,
    rule text not null,
    value double precision,
    detail text not null,
    sample jsonb not null,
    recorded_at timestamptz not null default now(),
    primary key (market_id, origin, sample_time, rule)
  )`,
];

/** Version 3: what markets paid by hour and by day, our own and other people's history alike, and what was not believed. */
export const yieldHistory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
