import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `alter table ticks
    add column vault_status text check (vault_status in ('normal', 'reduce-only', 'paused')),
    add column trip_reason text,
    add column turnover_bps integer,
    add column loss_millionths integer`,
];

/** Version 2: with every tick, what the vault let happen, why not more, and what was used of its budgets. */
export const vaultStatus: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
