import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  /*
   * Backtests that somebody wanted to keep. Figures and curves are JSON documents, read whole: lists show neither, and the report, which is
   * the largest, is read for itself.
   */
  `create table backtests (
    id bigint generated always as identity primary key,
    made_at bigint not null,
    name text,
    from_seconds bigint not null,
    to_seconds bigint not null check (to_seconds >= from_seconds),
    capital_usd double precision not null,
    universe text not null,
    origin text not null,
    is_synthetic boolean not null,
    settings jsonb not null,
    market_ids text[] not null,
    contenders text[] not null,
    figures jsonb not null,
    curves jsonb not null,
    ceiling_return double precision,
    lead jsonb,
    notes text[] not null,
    report_html text
  )`,
  `create index backtests_by_time on backtests (made_at, id)`,

  // How good models were, day by day: one horizon's trials of some months out of those of years.
  `create index forecast_trials_scored on forecast_trials (horizon_seconds, moment) where realised_apr is not null`,
];

/** Version 13: backtests that were kept, and quick answers to how good models were. */
export const backtests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
