import { type Kysely, sql } from "kysely";
import type { Address } from "../core/units.ts";
import { knownVaults } from "./knownVaults.ts";
import type { Database } from "./schema.ts";

export const CHANGE_KINDS = ["tick", "decision", "transaction", "bundle", "alert", "operation"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A row that may have changed lately. */
export interface RecentRow {
  readonly kind: ChangeKind;
  readonly id: string;
  readonly chainId: number;
  /** Null for an alert about a vault whose address is not known yet. */
  readonly vault: Address | null;
  /** What of it changes. */
  readonly status: string;
  /** The decision it belongs to. */
  readonly decisionId: string | null;
}

/**
 * The last rows of every kind, oldest first: to be compared with what they were a moment ago. Each query walks an index backwards, however
 * many rows there are.
 */
export async function recentRows(db: Kysely<Database>, limit: number): Promise<readonly RecentRow[]> {
  const vaults = await knownVaults(db);
  const { rows } = await sql<RecentRow>`
    select * from (
      (select 'tick' as kind, id::text as id, chain_id as "chainId", vault, status, decision_id as "decisionId", id as place
        from ticks order by ticks.id desc limit ${limit})
      union all
      (select 'decision', decision.id, decision.chain_id, decision.vault, decision.action, decision.id, decision.block_number
        from unnest(${vaults.map((one) => one.chainId)}::bigint[], ${vaults.map((one) => one.vault)}::text[]) as known (chain_id, vault)
        cross join lateral (
          select * from decisions where decisions.chain_id = known.chain_id and decisions.vault = known.vault
          order by block_number desc limit ${limit}
        ) as decision)
      union all
      (select 'transaction', id::text, chain_id, vault, status, decision_id, id
        from transactions order by transactions.id desc limit ${limit})
      union all
      (select 'bundle', bundle.id::text, chain_id, vault, bundle.status, decision_id, bundle.id
        from (select * from bundles order by id desc limit ${limit}) as bundle
        join transactions on transactions.id = bundle.transaction_id)
      union all
      (select 'alert', id::text, chain_id, vault, state, null, id from alerts
        where state in ('firing', 'acknowledged') order by alerts.id desc limit ${limit})
      union all
      (select 'alert', id::text, chain_id, vault, state, null, id from alerts
        where state = 'resolved' order by alerts.resolved_at desc limit ${limit})
      union all
      (select 'operation', id::text, chain_id, vault, kind, null, id
        from operator_actions order by operator_actions.id desc limit ${limit})
    ) as changed
    order by kind, place, id`.execute(db);
  return rows.map(({ kind, id, chainId, vault, status, decisionId }) => ({ kind, id, chainId, vault, status, decisionId }));
}
