import { type Kysely, sql } from "kysely";
import type { DecisionReason } from "../core/decision.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database, TickStatus } from "./schema.ts";

/** What a vault's keeper did within a time. */
export interface VaultActivity {
  readonly ticks: Readonly<Partial<Record<TickStatus, number>>>;
  /** Decisions by their reason, of both actions. */
  readonly decisions: Readonly<Partial<Record<DecisionReason, number>>>;
  /** Rebalances that are in a block. */
  readonly rebalances: number;
  /** What transactions in blocks paid, reverted ones and cancellations among them; in USD at the price of ether when each was signed. */
  readonly gas: { readonly transactions: number; readonly wei: bigint; readonly usd: number };
}

/** Ticks by their bucket, decisions by their block, transactions by when they were signed: from a time on and before another. */
export async function vaultActivity(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<VaultActivity> {
  const ofVault = sql`chain_id = ${chainId} and vault = ${vault}`;
  const [ticks, decisions, paid] = await Promise.all([
    sql<{ name: TickStatus; count: number }>`
      select status as name, count(*) as count from ticks
      where ${ofVault} and bucket_time >= ${fromSeconds} and bucket_time < ${toSeconds} group by status order by status`.execute(db),
    sql<{ name: DecisionReason; count: number }>`
      select reason as name, count(*) as count from decisions
      where ${ofVault} and block_time >= ${fromSeconds} and block_time < ${toSeconds} group by reason order by 2 desc, 1`.execute(db),
    sql<{ transactions: number; rebalances: number; wei: bigint; usd: number }>`
      select count(*) as transactions, count(*) filter (where purpose = 'rebalance' and status = 'mined') as rebalances,
        coalesce(sum(gas_used * effective_gas_price_wei), 0)::numeric(78,0) as wei,
        coalesce(sum(gas_used * effective_gas_price_wei * eth_price_usd::numeric / 1e18), 0)::double precision as usd
      from transactions
      where ${ofVault} and created_at >= ${fromSeconds} and created_at < ${toSeconds} and status in ('mined', 'reverted')`.execute(db),
  ]);
  const { transactions, rebalances, wei, usd } = paid.rows[0] ?? { transactions: 0, rebalances: 0, wei: 0n, usd: 0 };
  return { ticks: byName(ticks.rows), decisions: byName(decisions.rows), rebalances, gas: { transactions, wei, usd } };
}

function byName<Name extends string>(rows: readonly { readonly name: Name; readonly count: number }[]): Partial<Record<Name, number>> {
  return Object.fromEntries(rows.map(({ name, count }) => [name, count])) as Partial<Record<Name, number>>;
}
