import { type Kysely, sql } from "kysely";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** Every vault that ever had a tick, by chain and address. One index probe a vault, however many ticks there are. */
export async function knownVaults(db: Kysely<Database>): Promise<readonly VaultKey[]> {
  const { rows } = await sql<{ chain_id: number; vault: string }>`
    with recursive known as (
      (select chain_id, vault from ticks order by chain_id, vault limit 1)
      union all
      select next.chain_id, next.vault from known
      cross join lateral (
        select chain_id, vault from ticks where (chain_id, vault) > (known.chain_id, known.vault) order by chain_id, vault limit 1
      ) as next
    )
    select chain_id, vault from known`.execute(db);
  return rows.map((row) => ({ chainId: row.chain_id, vault: row.vault }));
}
