import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // A decision may have several transactions, all with one nonce, of which the chain takes at most one.
  `alter table transactions
    add column purpose text not null default 'rebalance' check (purpose in ('rebalance', 'cancel')),
    add column attempt integer not null default 0 check (attempt >= 0),
    add column eth_price_usd double precision not null default 0 check (eth_price_usd >= 0),
    add column signed_at_block bigint not null default 0,
    add column route text not null default 'public' check (route in ('public', 'private')),
    add column first_attempt integer not null default 0 check (first_attempt = 0)`,
  `drop index transactions_one_per_decision`,
  `create unique index transactions_attempts on transactions (decision_id, attempt)`,
  `alter table transactions add constraint transactions_one_nonce_per_decision unique (decision_id, attempt, chain_id, sender, nonce)`,
  `alter table transactions add constraint transactions_nonce_of_first_attempt
    foreign key (decision_id, first_attempt, chain_id, sender, nonce) references transactions (decision_id, attempt, chain_id, sender, nonce)`,
  // All attempts stay unresolved until the nonce is used, so the first one keeps the nonce for its decision.
  `drop index transactions_one_unresolved_per_nonce`,
  `create unique index transactions_one_unresolved_per_nonce on transactions (chain_id, sender, nonce, attempt)
    where status in ('signed', 'submitted')`,
  `create index transactions_of_nonce on transactions (chain_id, sender, nonce)`,
  `create index transactions_spent on transactions (chain_id, vault, created_at)`,

  // Who leads a vault, counted up with every change: what an earlier leader writes is refused.
  `create table leaders (
    chain_id bigint not null,
    vault text not null,
    epoch bigint not null,
    since timestamptz not null default now(),
    primary key (chain_id, vault)
  )`,

  `create table bundles (
    id bigint generated always as identity primary key,
    transaction_id bigint not null references transactions (id),
    builder text not null,
    method text not null check (method in ('bundle', 'private-transaction')),
    target_block bigint not null,
    bundle_hash text,
    replacement_uuid text,
    status text not null check (status in ('sent', 'refused', 'included', 'missed', 'cancelled')),
    reason text,
    sent_at bigint not null,
    updated_at timestamptz not null default now(),
    check ((status in ('refused', 'missed', 'cancelled')) = (reason is not null))
  )`,
  `create index bundles_of_transaction on bundles (transaction_id, target_block)`,

  // What every move of a mined rebalance was expected to do, and did.
  `create table move_results (
    transaction_id bigint not null references transactions (id),
    market_id text not null,
    adapter text not null,
    planned_change numeric(78,0) not null,
    expected_position numeric(78,0) not null,
    actual_position numeric(78,0),
    drift_bps double precision,
    check (num_nulls(actual_position, drift_bps) in (0, 2)),
    primary key (transaction_id, adapter)
  )`,
  `create index move_results_by_market on move_results (market_id, transaction_id)`,
  // The same of the rebalance as a whole.
  `create table rebalance_results (
    transaction_id bigint primary key references transactions (id),
    expected_total_assets numeric(78,0) not null,
    actual_total_assets numeric(78,0),
    expected_gas_used numeric(78,0) not null,
    actual_gas_used numeric(78,0),
    check (num_nulls(actual_total_assets, actual_gas_used) in (0, 2))
  )`,
];

/** Version 10: further attempts at a decision's nonce, fenced leaders, bundles, and what moves really did. */
export const execution: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
