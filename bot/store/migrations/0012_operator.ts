import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // Only ever added to: what holds now follows from all that was done. Vaults are written with their checksum, as everywhere but in leaders.
  `create table operator_actions (
    id bigint generated always as identity primary key,
    chain_id bigint not null,
    vault text not null,
    kind text not null check (kind in ('pause', 'resume', 'derisk', 'lift')),
    market_id text references markets (id),
    done_by text not null,
    comment text,
    done_at bigint not null,
    check (market_id is null or kind in ('derisk', 'lift'))
  )`,
  `create index operator_actions_of_vault on operator_actions (chain_id, vault, id)`,

  `alter table alerts add column acknowledged_comment text`,
  `create index alerts_by_end on alerts (resolved_at) where state = 'resolved'`,
];

/** Version 12: what operators did: the pauses and exits they ordered, and why they took alerts on. */
export const operator: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
