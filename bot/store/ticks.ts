import { type Kysely, type Selectable, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultStatus } from "../core/vaultState.ts";
import type { VaultKey } from "./decisions.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database, TickStatus, TicksTable } from "./schema.ts";

/** What a tick found and did. Everything but the status may be unknown, when it failed early. */
export interface TickOutcome {
  readonly status: Exclude<TickStatus, "running" | "interrupted">;
  /** By the keeper's clock; by the database's unless given. */
  readonly finishedAt?: Date;
  readonly blockNumber?: number;
  readonly decisionId?: string;
  /** With status "failed" or "refused": the error's class or the reason's name, and its message. */
  readonly error?: { readonly rule: string; readonly message: string };
  /** How long each stage took, by its name. */
  readonly stageMs?: Readonly<Record<string, number>>;
  readonly totalAssets?: bigint;
  readonly totalShares?: bigint;
  readonly navUsd?: number;
  /** Assets a share is worth, both in whole tokens. */
  readonly sharePrice?: number;
  readonly baseFeeWei?: bigint;
  readonly vaultStatus?: VaultStatus;
  /** Why the vault is not normal. */
  readonly tripReason?: string;
  /** What rebalances used within 24 hours. */
  readonly turnoverBps?: number;
  readonly lossMillionths?: number;
}

/** A tick as it is stored; null is "not known". */
export interface Tick extends VaultKey {
  readonly id: number;
  readonly bucketTimeSeconds: UnixSeconds;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly status: TickStatus;
  readonly blockNumber: number | null;
  readonly decisionId: string | null;
  readonly error: { readonly rule: string; readonly message: string } | null;
  readonly stageMs: Readonly<Record<string, number>> | null;
  readonly totalAssets: bigint | null;
  readonly totalShares: bigint | null;
  readonly navUsd: number | null;
  readonly sharePrice: number | null;
  readonly baseFeeWei: bigint | null;
  readonly vaultStatus: VaultStatus | null;
  readonly tripReason: string | null;
  readonly turnoverBps: number | null;
  readonly lossMillionths: number | null;
}

/**
 * Leaves the row of a tick that begins, so that also one that is killed on the way has its row. Returns its id.
 * @param startedAt By the keeper's clock; by the database's unless given.
 */
export async function startTick(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  bucketTimeSeconds: UnixSeconds,
  startedAt?: Date,
): Promise<number> {
  const { id } = await db
    .insertInto("ticks")
    .values({
      chain_id: chainId,
      vault,
      bucket_time: bucketTimeSeconds,
      status: "running",
      ...(startedAt === undefined ? {} : { started_at: startedAt }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Completes the row. A tick ends once: repeating it, with whatever outcome, changes nothing. */
export async function finishTick(db: Kysely<Database>, id: number, outcome: TickOutcome): Promise<void> {
  await db
    .updateTable("ticks")
    .set({
      finished_at: outcome.finishedAt ?? sql<Date>`now()`,
      status: outcome.status,
      block_number: outcome.blockNumber ?? null,
      decision_id: outcome.decisionId ?? null,
      error_rule: outcome.error?.rule ?? null,
      error_message: outcome.error?.message ?? null,
      stage_ms: outcome.stageMs === undefined ? null : JSON.stringify(outcome.stageMs),
      total_assets: outcome.totalAssets ?? null,
      total_shares: outcome.totalShares ?? null,
      nav_usd: outcome.navUsd ?? null,
      share_price: outcome.sharePrice ?? null,
      base_fee_wei: outcome.baseFeeWei ?? null,
      vault_status: outcome.vaultStatus ?? null,
      trip_reason: outcome.tripReason ?? null,
      turnover_bps: outcome.turnoverBps ?? null,
      loss_millionths: outcome.lossMillionths ?? null,
    })
    .where("id", "=", id)
    .where("status", "=", "running")
    .execute();
}

/** Marks the ticks that a killed keeper left running, and returns how many. For the vault's leader, before its first tick. */
export async function markInterruptedTicks(db: Kysely<Database>, { chainId, vault }: VaultKey): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("ticks")
    .set({ status: "interrupted", finished_at: sql<Date>`now()` })
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("status", "=", "running")
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** A vault's last ticks, newest first. */
export async function recentTicks(db: Kysely<Database>, { chainId, vault }: VaultKey, limit: number): Promise<readonly Tick[]> {
  const rows = await db
    .selectFrom("ticks")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toTick);
}

/** A vault's ticks, newest first. */
export async function tickPage(db: Kysely<Database>, { chainId, vault }: VaultKey, { after, limit }: PageQuery): Promise<Page<Tick>> {
  const rows = await db
    .selectFrom("ticks")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where(isBeyond(["id"], after, "desc"))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toTick, keyOf: (row) => [row.id] });
}

/** The last tick until a time that saw what the vault was worth; with `decided`, of those that decided. Null without one. */
export async function lastSeenTick(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { decided, untilSeconds = Number.MAX_SAFE_INTEGER }: { readonly decided: boolean; readonly untilSeconds?: UnixSeconds },
): Promise<Tick | null> {
  const row = await db
    .selectFrom("ticks")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("total_assets", "is not", null)
    .where("bucket_time", "<=", untilSeconds)
    .$if(decided, (query) => query.where("decision_id", "is not", null))
    .orderBy("bucket_time", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toTick(row);
}

/** Null when there is none with this id. */
export async function tickById(db: Kysely<Database>, id: number): Promise<Tick | null> {
  const row = await db.selectFrom("ticks").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toTick(row);
}

/** When a tick last saw the vault closed, reduce-only or paused, since `sinceSeconds`; null where none did. */
export async function lastClosedTick(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: UnixSeconds,
): Promise<UnixSeconds | null> {
  const row = await db
    .selectFrom("ticks")
    .select("bucket_time")
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("bucket_time", ">=", sinceSeconds)
    .where("vault_status", "!=", "normal")
    .orderBy("bucket_time", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.bucket_time ?? null;
}

function toTick(row: Selectable<TicksTable>): Tick {
  return {
    id: row.id,
    chainId: row.chain_id,
    vault: row.vault,
    bucketTimeSeconds: row.bucket_time,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: row.status,
    blockNumber: row.block_number,
    decisionId: row.decision_id,
    error: row.error_rule === null ? null : { rule: row.error_rule, message: row.error_message ?? "" },
    stageMs: row.stage_ms,
    totalAssets: row.total_assets,
    totalShares: row.total_shares,
    navUsd: row.nav_usd,
    sharePrice: row.share_price,
    baseFeeWei: row.base_fee_wei,
    vaultStatus: row.vault_status,
    tripReason: row.trip_reason,
    turnoverBps: row.turnover_bps,
    lossMillionths: row.loss_millionths,
  };
}
