import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // The trials of parameter sweeps, by the hash of all that decides what comes of them: asked again, what is done is not done again. Who is at
  // work on what, the queue knows.
  `create table sweep_jobs (
    id text primary key,
    ground text not null,
    stage text not null,
    job jsonb not null,
    trial jsonb,
    failure text,
    asked_at timestamptz not null default now(),
    check (num_nonnulls(trial, failure) <= 1)
  )`,
  `create index sweep_jobs_waiting on sweep_jobs (ground, stage) where trial is null and failure is null`,
];

/** Version 9: sweeps that any number of machines share. */
export const sweeps: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
