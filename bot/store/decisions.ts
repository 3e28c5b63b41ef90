import { type Kysely, sql } from "kysely";
import type { Decision, DecisionReason } from "../core/decision.ts";
import type { Address, UnixSeconds } from "../core/units.ts";
import { decodeDecision, encodeDecision } from "./decisionEncoding.ts";
import { DecisionConflict } from "./errors.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database } from "./schema.ts";

/** One vault on one chain: the unit that decides, ticks and elects a leader. */
export interface VaultKey {
  readonly chainId: number;
  readonly vault: Address;
}

/**
 * Stores a decision whole. Storing the same one again, as after a crash, changes nothing.
 * @throws DecisionConflict when another decision has its id.
 */
export async function recordDecision(db: Kysely<Database>, decision: Decision): Promise<void> {
  const body = encodeDecision(decision);
  const inserted = await db
    .insertInto("decisions")
    .values({
      id: decision.id,
      chain_id: decision.chainId,
      vault: decision.vault,
      block_number: decision.blockNumber,
      block_time: decision.blockTimeSeconds,
      strategy: decision.strategy,
      action: decision.action,
      reason: decision.reason,
      body,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return;
  const existing = await decisionById(db, decision.id);
  if (existing === null || encodeDecision(existing) !== body) throw new DecisionConflict(decision.id);
}

/** Null when there is none of that id. */
export async function decisionById(db: Kysely<Database>, id: string): Promise<Decision | null> {
  const row = await db.selectFrom("decisions").select("body").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : decodeDecision(row.body);
}

/** Those of these ids that there are, by their id. */
export async function decisionsById(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, Decision>> {
  const rows = await db.selectFrom("decisions").select(["id", "body"]).where("id", "=", sql<string>`any(${ids}::text[])`).execute();
  return new Map(rows.map((row) => [row.id, decodeDecision(row.body)]));
}

/** A vault's last decisions, newest block first. */
export async function recentDecisions(db: Kysely<Database>, { chainId, vault }: VaultKey, limit: number): Promise<readonly Decision[]> {
  const rows = await db
    .selectFrom("decisions")
    .select("body")
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .orderBy("block_number", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => decodeDecision(row.body));
}

/** Which decisions of a vault to list; null is any. */
export interface DecisionPageQuery extends PageQuery {
  readonly action: Decision["action"] | null;
  readonly reason: DecisionReason | null;
}

/** A vault's decisions, newest block first. */
export async function decisionPage(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { action, reason, after, limit }: DecisionPageQuery,
): Promise<Page<Decision>> {
  const rows = await db
    .selectFrom("decisions")
    .select(["id", "block_number", "body"])
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .$if(action !== null, (query) => query.where("action", "=", action))
    .$if(reason !== null, (query) => query.where("reason", "=", reason))
    .where(isBeyond(["block_number", "id"], after, "desc"))
    .orderBy("block_number", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: (row) => decodeDecision(row.body), keyOf: (row) => [row.block_number, row.id] });
}

/**
 * The block time of the first of the vault's unbroken run of decisions for one of these reasons that ends with its last decision before
 * `blockNumber`, none before `fromSeconds` counting; null when that last one had another reason.
 */
export async function decidedSoSince(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  reasons: readonly DecisionReason[],
  { blockNumber, fromSeconds }: { readonly blockNumber: number; readonly fromSeconds: UnixSeconds },
): Promise<UnixSeconds | null> {
  const { rows } = await sql<{ since: UnixSeconds | null }>`
    select min(block_time) as since from decisions
    where chain_id = ${chainId} and vault = ${vault} and block_number < ${blockNumber} and block_time >= ${fromSeconds}
      and block_number > coalesce((
        select block_number from decisions
        where chain_id = ${chainId} and vault = ${vault} and block_number < ${blockNumber} and reason <> all(${reasons}::text[])
        order by block_number desc limit 1
      ), -1)`.execute(db);
  return rows[0]?.since ?? null;
}
