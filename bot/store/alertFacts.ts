import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { OutboxStatus } from "../core/outbox.ts";
import type { RiskClass } from "../core/risk.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database, LeadersTable } from "./schema.ts";

/** The highest and the last of what ticks saw of a price. */
export interface PriceRange {
  readonly highest: number;
  readonly latest: number;
}

/** Of the share in the vault's asset, whole tokens; of a whole unit of gross assets in USD, as far as both are known. Null without a tick. */
export interface VaultPrices {
  readonly share: PriceRange | null;
  readonly assetUsd: PriceRange | null;
}

export async function vaultPrices(db: Kysely<Database>, { chainId, vault }: VaultKey, sinceSeconds: UnixSeconds): Promise<VaultPrices> {
  const { rows } = await sql<{ share: number | null; lastShare: number | null; usd: number | null; lastUsd: number | null }>`
    select max(share_price) as share, (array_agg(share_price order by id desc) filter (where share_price is not null))[1] as "lastShare",
      max(usd) as usd, (array_agg(usd order by id desc) filter (where usd is not null))[1] as "lastUsd"
    from (
      select id, share_price, nav_usd / nullif(total_assets, 0)::double precision as usd from ticks
      where chain_id = ${chainId} and vault = ${vault} and bucket_time >= ${sinceSeconds}
    ) as seen`.execute(db);
  const range = (highest: number | null | undefined, latest: number | null | undefined) =>
    highest == null || latest == null ? null : { highest, latest };
  return { share: range(rows[0]?.share, rows[0]?.lastShare), assetUsd: range(rows[0]?.usd, rows[0]?.lastUsd) };
}

/** A transaction that did not do what it was sent for. */
export interface FailedTransaction {
  readonly hash: string;
  readonly decisionId: string;
  readonly status: Extract<OutboxStatus, "reverted" | "replaced" | "dropped">;
  readonly reason: string | null;
}

/** A vault's transactions that failed since then; not those whose nonce another attempt used to do the same. Newest first. */
export async function failedTransactions(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: UnixSeconds,
): Promise<readonly FailedTransaction[]> {
  const { rows } = await sql<FailedTransaction>`
    select distinct on (sender, nonce) hash, decision_id as "decisionId", status, reason from transactions
    where chain_id = ${chainId} and vault = ${vault} and status in ('reverted', 'replaced', 'dropped')
      and updated_at >= to_timestamp(${sinceSeconds})
      and not exists (
        select from transactions as other
        where other.chain_id = transactions.chain_id and other.sender = transactions.sender and other.nonce = transactions.nonce
          and other.status in ('mined', 'signed', 'submitted')
      )
    order by sender, nonce desc, status = 'reverted' desc, id desc`.execute(db);
  return rows;
}

/** Blocks of a chain with stored samples that were found to have left it since then. */
export async function orphanedBlocks(db: Kysely<Database>, chainId: number, sinceSeconds: UnixSeconds): Promise<number> {
  const { count } = await db
    .selectFrom("observed_blocks")
    .select((one) => one.fn.countAll<number>().as("count"))
    .where("chain_id", "=", chainId)
    .where("orphaned_at", ">=", new Date(sinceSeconds * 1000))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Who leads a vault: the how many-th leader, and since when; null before the first. */
export async function leadershipOf(db: Kysely<Database>, { chainId, vault }: VaultKey): Promise<Selectable<LeadersTable> | null> {
  const row = await db.selectFrom("leaders").selectAll().where("chain_id", "=", chainId).where("vault", "=", vault).executeTakeFirst();
  return row ?? null;
}

/** Each market's class in its newest score made at `atSeconds` or within the day before; markets without one are left out. */
export async function riskClassesAt(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  atSeconds: UnixSeconds,
): Promise<ReadonlyMap<MarketId, RiskClass>> {
  const { rows } = await sql<{ id: MarketId; riskClass: RiskClass }>`
    select wanted.id, risk_class as "riskClass"
    from unnest(${marketIds}::text[]) as wanted (id)
    cross join lateral (
      select risk_class from risk_scores
      where risk_scores.market_id = wanted.id and made_at <= ${atSeconds}::bigint and made_at > ${atSeconds}::bigint - 86400
        and risk_class is not null
      order by made_at desc limit 1
    ) as newest`.execute(db);
  return new Map(rows.map(({ id, riskClass }) => [id, riskClass]));
}
