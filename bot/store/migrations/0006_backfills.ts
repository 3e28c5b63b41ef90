import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // What the figures of a project meant where they were brought in from, before they were made simple rates: "apr" or "apy".
  `create table rate_conventions (
    origin text not null,
    project text not null,
    tvl text not null check (tvl in ('deposits', 'cash')),
    base text not null check (base in ('apr', 'apy')),
    reward text not null check (reward in ('apr', 'apy')),
    primary key (origin, project, tvl)
  )`,
  // How far a market's history has been brought in from a service, so that a second backfill asks only for what is missing.
  `create table backfills (
    market_id text not null,
    origin text not null,
    covered_from bigint not null,
    covered_until bigint not null check (covered_from <= covered_until),
    primary key (market_id, origin)
  )`,
];

/** Version 6: what was meant by imported rates, and how far backfills have come. */
export const backfills: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
