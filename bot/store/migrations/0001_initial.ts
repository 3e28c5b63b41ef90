import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `create table markets (
    id text primary key,
    chain_id bigint not null,
    protocol text not null,
    asset_address text not null,
    asset_symbol text not null,
    asset_decimals integer not null check (asset_decimals between 0 and 255),
    address text not null,
    companions jsonb not null
  )`,

  // Every observation that was read is kept: two ticks may fall into one bucket, and both decisions have read what they have read.
  `create table observations (
    market_id text not null references markets (id),
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
    rate_model jsonb not null,
    paused boolean not null,
    frozen boolean not null,
    supply_cap_reached boolean not null,
    primary key (market_id, block_number)
  )`,

  `create index observations_by_bucket on observations (market_id, bucket_time, block_number)`,

  `create table forecasts (
    market_id text not null references markets (id),
    block_number bigint not null,
    made_at bigint not null,
    horizon_seconds bigint not null check (horizon_seconds > 0),
    model text not null,
    model_version text not null,
    mean_apr double precision not null,
    p10_apr double precision not null,
    p50_apr double precision not null,
    p90_apr double precision not null,
    primary key (market_id, block_number, model, model_version, horizon_seconds)
  )`,
  `create index forecasts_by_time on forecasts (market_id, model, horizon_seconds, made_at)`,

  `create table decisions (
    id text primary key,
    chain_id bigint not null,
    vault text not null,
    block_number bigint not null,
    block_time bigint not null,
    strategy text not null,
    action text not null check (action in ('rebalance', 'hold')),
    reason text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
  )`,
  `create index decisions_by_vault on decisions (chain_id, vault, block_number)`,

  `create table ticks (
    id bigint generated always as identity primary key,
    chain_id bigint not null,
    vault text not null,
    bucket_time bigint not null,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    status text not null check (status in ('running', 'held', 'refused', 'pending', 'rebalanced', 'dry-run', 'failed', 'interrupted')),
    block_number bigint,
    decision_id text references decisions (id),
    error_rule text,
    error_message text,
    stage_ms jsonb,
    total_assets numeric(78,0),
    total_shares numeric(78,0),
    nav_usd double precision,
    share_price double precision,
    base_fee_wei numeric(78,0),
    check ((status = 'running') = (finished_at is null)),
    check ((status in ('failed', 'refused')) = (error_rule is not null))
  )`,
  `create index ticks_by_vault on ticks (chain_id, vault, id)`,

  `create table transactions (
    id bigint generated always as identity primary key,
    decision_id text not null references decisions (id),
    chain_id bigint not null,
    vault text not null,
    sender text not null,
    nonce bigint not null check (nonce >= 0),
    hash text not null unique check (hash ~ '^0x[0-9a-f]{64}$'),
    raw_transaction bytea not null,
    gas_limit numeric(78,0) not null,
    max_fee_per_gas_wei numeric(78,0) not null,
    max_priority_fee_per_gas_wei numeric(78,0) not null,
    status text not null check (status in ('signed', 'submitted', 'mined', 'reverted', 'replaced', 'dropped')),
    submitter text,
    submitted_at bigint,
    block_number bigint,
    block_hash text,
    gas_used numeric(78,0),
    effective_gas_price_wei numeric(78,0),
    reason text,
    created_at bigint not null,
    updated_at timestamptz not null default now(),
    check ((status in ('mined', 'reverted')) = (block_hash is not null)),
    check (num_nulls(block_number, block_hash, gas_used, effective_gas_price_wei) in (0, 4))
  )`,
  // Whoever writes, a decision is executed at most once, and a nonce has one transaction that may still be mined.
  `create unique index transactions_one_per_decision on transactions (decision_id)`,
  `create unique index transactions_one_unresolved_per_nonce on transactions (chain_id, sender, nonce)
    where status in ('signed', 'submitted')`,
  `create index transactions_by_vault on transactions (chain_id, vault, id)`,
];

/** Version 1: markets, what was seen, what was expected, what was decided, what was sent, and one row for every tick. */
export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
