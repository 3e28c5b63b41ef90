import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // What every tick expects to go wrong in each market, and what forbids it. Without a model's word there are no probabilities and no class.
  `create table risk_scores (
    market_id text not null references markets (id),
    block_number bigint not null,
    made_at bigint not null,
    horizon_seconds bigint not null check (horizon_seconds > 0),
    model text not null,
    model_version text not null,
    low_probability double precision,
    medium_probability double precision,
    high_probability double precision,
    risk_class text check (risk_class in ('low', 'medium', 'high')),
    score double precision check (score between 0 and 100),
    drivers jsonb not null,
    changes jsonb not null,
    vetoes jsonb not null,
    primary key (market_id, block_number, model, model_version),
    check (num_nonnulls(low_probability, medium_probability, high_probability, risk_class) in (0, 4))
  )`,
  `create index risk_scores_by_time on risk_scores (market_id, made_at)`,
  `create index risk_scores_by_age on risk_scores (made_at)`,

  // How much of that a vault would bear at each tick.
  `create table risk_tolerances (
    chain_id bigint not null,
    vault text not null,
    block_number bigint not null,
    made_at bigint not null,
    tolerance double precision not null check (tolerance > 0 and tolerance <= 1),
    factors jsonb not null,
    primary key (chain_id, vault, block_number)
  )`,

  // A vault's share price by day, which its tolerance follows from.
  `create index ticks_by_bucket on ticks (chain_id, vault, bucket_time)`,
];

/** Version 8: what may go wrong in markets, and how much of it vaults bear. */
export const risk: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
