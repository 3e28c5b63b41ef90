import { type Kysely, sql } from "kysely";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** What a vault paid for transactions that were signed on one day (UTC) and are in a block. */
export interface DailyGas {
  readonly dayStartSeconds: UnixSeconds;
  readonly transactions: number;
  readonly gasUsed: bigint;
  readonly costWei: bigint;
  /** At the price of ether when each was signed. */
  readonly costUsd: number;
}

/** By day from `sinceSeconds` on, oldest first; days without any are left out. */
export async function gasHistory(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: UnixSeconds,
): Promise<readonly DailyGas[]> {
  const { rows } = await sql<DailyGas>`
    select created_at - created_at % ${sql.lit(PERIOD_SECONDS.day)} as "dayStartSeconds", count(*) as transactions,
      sum(gas_used)::numeric(78,0) as "gasUsed", sum(gas_used * effective_gas_price_wei)::numeric(78,0) as "costWei",
      sum(gas_used * effective_gas_price_wei * eth_price_usd::numeric / 1e18)::double precision as "costUsd"
    from transactions
    where chain_id = ${chainId} and vault = ${vault} and created_at >= ${sinceSeconds} and status in ('mined', 'reverted')
    group by 1 order by 1`.execute(db);
  return rows;
}
