import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // What is wrong or was, also while it has not lasted long enough to be told (pending). All times are of the keeper's clock, unix seconds.
  `create table alerts (
    id bigint generated always as identity primary key,
    rule text not null,
    vault_name text not null,
    chain_id bigint not null,
    vault text,
    subject text not null,
    fingerprint text not null,
    severity text not null check (severity in ('info', 'warning', 'critical')),
    state text not null check (state in ('pending', 'firing', 'acknowledged', 'resolved')),
    opened_at bigint not null,
    last_seen bigint not null,
    streak integer not null check (streak >= 0),
    streak_since bigint not null,
    evaluated_at bigint not null,
    acknowledged_by text,
    acknowledged_at bigint,
    resolved_at bigint,
    notified_state text check (notified_state in ('firing', 'acknowledged', 'resolved')),
    notified_severity text check (notified_severity in ('info', 'warning', 'critical')),
    notified_at bigint,
    summary text not null,
    details jsonb not null,
    check (num_nulls(acknowledged_by, acknowledged_at) in (0, 2)),
    check (num_nulls(notified_state, notified_severity, notified_at) in (0, 3)),
    check ((state = 'resolved') = (resolved_at is not null))
  )`,
  `create unique index alerts_one_open on alerts (fingerprint) where state <> 'resolved'`,
  `create index alerts_by_time on alerts (opened_at)`,

  `create table alert_silences (
    id bigint generated always as identity primary key,
    rule text,
    vault_name text,
    subject text,
    until bigint not null,
    comment text,
    created_by text not null,
    created_at bigint not null
  )`,
  `create index alert_silences_by_end on alert_silences (until)`,

  // What routes are told, written before it is sent. Rows of one batch are one message.
  `create table alert_deliveries (
    id bigint generated always as identity primary key,
    alert_id bigint not null references alerts (id),
    route text not null,
    notice text not null check (notice in ('opened', 'escalated', 'reminder', 'acknowledged', 'resolved')),
    group_key text not null,
    batch text not null,
    status text not null check (status in ('waiting', 'sending', 'delivered', 'abandoned')),
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt bigint not null,
    last_error text,
    created_at bigint not null,
    delivered_at bigint,
    check ((status = 'delivered') = (delivered_at is not null))
  )`,
  `create index alert_deliveries_due on alert_deliveries (next_attempt) where status in ('waiting', 'sending')`,
  `create index alert_deliveries_of_alert on alert_deliveries (alert_id)`,
  `create index alert_deliveries_of_batch on alert_deliveries (batch)`,

  // The last hour's are looked at once a minute.
  `create index rejected_samples_by_time on rejected_samples (sample_time)`,
];

/** Version 11: alerts, who was told of them, and what is silenced. */
export const alerts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
