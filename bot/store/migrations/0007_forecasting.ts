import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // What went on around the markets; a value is known from its time on.
  `create table conditions (
    name text not null,
    time_seconds bigint not null,
    value double precision not null,
    primary key (name, time_seconds)
  )`,

  /*
   * What models said at one moment in six hours, and what came true. Every tick forecasts; but forecasts of neighbouring ticks say the same,
   * and these rows are kept for ever. The two kinds of quantiles are of equal length with their levels.
   */
  `create table forecast_trials (
    market_id text not null references markets (id),
    horizon_seconds bigint not null check (horizon_seconds > 0),
    model text not null,
    model_version text not null,
    moment bigint not null check (moment % 21600 = 0),
    made_at bigint not null check (made_at >= moment),
    block_number bigint not null,
    persistence_apr double precision not null,
    scale_apr double precision not null check (scale_apr > 0),
    levels double precision[] not null,
    point_apr double precision not null,
    raw_apr double precision[] not null check (cardinality(raw_apr) = cardinality(levels)),
    published_apr double precision[] not null check (cardinality(published_apr) = cardinality(levels)),
    realised_apr double precision,
    unscorable text,
    scored_at bigint,
    primary key (market_id, horizon_seconds, model, model_version, moment),
    check (num_nonnulls(realised_apr, unscorable) = num_nonnulls(scored_at))
  )`,
  `create index forecast_trials_by_moment on forecast_trials (moment, model, model_version)`,
  `create index forecast_trials_due on forecast_trials ((made_at + horizon_seconds)) where scored_at is null`,

  // The newest forecasts of all models and markets.
  `create index forecasts_by_age on forecasts (made_at)`,

  // Whatever happened to models: the roles they have follow from it.
  `create table model_events (
    id bigint generated always as identity primary key,
    time_seconds bigint not null,
    kind text not null check (kind in ('promoted', 'rolled-back', 'challenger-trained', 'challenger-rejected', 'drift', 'fallback')),
    model text not null,
    model_version text not null,
    detail jsonb not null
  )`,
  `create index model_events_by_time on model_events (time_seconds, id)`,

  // What calibration and gate have learned from a model's record at one horizon, in all markets.
  `create table track_states (
    horizon_seconds bigint not null,
    model text not null,
    model_version text not null,
    state jsonb not null,
    updated_at bigint not null,
    primary key (model, model_version, horizon_seconds)
  )`,
];

/** Version 7: conditions around the markets, forecasts on trial, what happened to models, and what was learned from their record. */
export const forecasting: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
