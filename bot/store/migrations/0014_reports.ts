import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // Each period of a vault is reported on once, whoever thinks of it first.
  `create table reports (
    id bigint generated always as identity primary key,
    vault_name text not null,
    chain_id bigint not null,
    vault text not null,
    period text not null check (period in ('day', 'week')),
    period_start bigint not null,
    created_at bigint not null,
    unique (chain_id, vault, period, period_start)
  )`,

  // Reports go out as alerts do, by the same routes and with the same patience.
  `alter table alert_deliveries
    alter column alert_id drop not null,
    alter column notice drop not null,
    add column report_id bigint references reports (id),
    add check (num_nonnulls(alert_id, report_id) = 1 and num_nonnulls(alert_id, notice) in (0, 2))`,
  `create unique index alert_deliveries_of_report on alert_deliveries (report_id, route)`,

  // What was decided within a time, by reason, without a look at whole decisions.
  `create index decisions_by_time on decisions (chain_id, vault, block_time) include (reason)`,
];

/** Version 14: reports, how they are sent, and decisions by time. */
export const reports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
