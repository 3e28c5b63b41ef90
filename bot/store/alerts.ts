import { type Kysely, type Selectable, type SqlBool, sql } from "kysely";
import type { Alert, AlertState, AlertVault, Severity } from "../core/alert.ts";
import type { Address, UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { AlertsTable, Database } from "./schema.ts";
import { transactionOf } from "./transaction.ts";

/** An alert with what evaluating and telling it needs to know. */
export interface StoredAlert extends Alert {
  readonly streak: number;
  readonly streakSinceSeconds: UnixSeconds;
  readonly evaluatedAtSeconds: UnixSeconds;
  /** What routes were last told; null before the first time. */
  readonly notified: {
    readonly state: "firing" | "acknowledged" | "resolved";
    readonly severity: Severity;
    readonly atSeconds: UnixSeconds;
  } | null;
}

/** Any number that nothing else on the database takes for a lock of its own. */
const LOCK = 7_218_400_000_011;

/** Until the transaction ends nobody else evaluates alerts: two would open the same one twice. */
export async function lockAlerts(transaction: Kysely<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
}

/** A vault's alerts that are not resolved, the pending ones among them; also those from before its address was known. */
export async function unresolvedAlerts(db: Kysely<Database>, { name, chainId, address }: AlertVault): Promise<readonly StoredAlert[]> {
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("state", "<>", "resolved")
    .where("vault_name", "=", name)
    .where("chain_id", "=", chainId)
    .where((is) => is.or([is("vault", "is", null), is("vault", "=", address)]))
    .orderBy("id")
    .execute();
  return rows.map(toAlert);
}

/** Of every vault: firing and acknowledged ones, the worst and oldest first. */
export async function openAlerts(db: Kysely<Database>): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("state", "in", ["firing", "acknowledged"])
    .orderBy(sql`array_position(array['critical', 'warning', 'info'], severity)`)
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
  return rows.map(toAlert);
}

/** How many of a vault's alerts are open, by severity; also those from before its address was known. */
export async function countOpenAlerts(
  db: Kysely<Database>,
  { chainId, vault, name }: { readonly chainId: number; readonly vault: Address; readonly name: string | null },
): Promise<Readonly<Record<Severity, number>>> {
  const rows = await db
    .selectFrom("alerts")
    .select(["severity", (one) => one.fn.countAll<number>().as("count")])
    // As the index of those that are not resolved has it.
    .where("state", "<>", "resolved")
    .where("state", "<>", "pending")
    .where("chain_id", "=", chainId)
    .where(isOfVault(vault, name))
    .groupBy("severity")
    .execute();
  const count = (severity: Severity) => Number(rows.find((row) => row.severity === severity)?.count ?? 0);
  return { critical: count("critical"), warning: count("warning"), info: count("info") };
}

/** A vault's alerts that were open at some moment of a time, oldest first. */
export async function alertsWithin(
  db: Kysely<Database>,
  { chainId, vault, name }: { readonly chainId: number; readonly vault: Address; readonly name: string | null },
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("state", "<>", "pending")
    .where("chain_id", "=", chainId)
    .where(isOfVault(vault, name))
    .where("opened_at", "<", toSeconds)
    .where((is) => is.or([is("resolved_at", "is", null), is("resolved_at", ">=", fromSeconds)]))
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
  return rows.map(toAlert);
}

/** Of a vault, also from before its address was known. */
function isOfVault(vault: Address, name: string | null) {
  return sql<SqlBool>`(vault = ${vault} or (vault is null and vault_name = ${name ?? ""}))`;
}

/** The last alerts, resolved ones among them, newest first. */
export async function recentAlerts(db: Kysely<Database>, limit: number): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("state", "<>", "pending")
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** Which alerts to list; null is any. */
export interface AlertPageQuery extends PageQuery {
  readonly states: readonly Exclude<AlertState, "pending">[];
  readonly severity: Severity | null;
  readonly rule: string | null;
  /** With its name, also those from before its address was known. */
  readonly vault: (VaultKey & { readonly name: string | null }) | null;
}

/** Alerts that have been raised, newest first. */
export async function alertPage(db: Kysely<Database>, query: AlertPageQuery): Promise<Page<Alert>> {
  const { states, severity, rule, vault, after, limit } = query;
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("state", "in", states)
    .$if(severity !== null, (some) => some.where("severity", "=", severity))
    .$if(rule !== null, (some) => some.where("rule", "=", rule))
    .$call((some) => {
      if (vault === null) return some;
      return some
        .where("chain_id", "=", vault.chainId)
        .where((is) => is.or([is("vault", "=", vault.vault), is.and([is("vault", "is", null), is("vault_name", "=", vault.name ?? "")])]));
    })
    .where(isBeyond(["opened_at", "id"], after, "desc"))
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toAlert, keyOf: (row) => [row.opened_at, row.id] });
}

export async function alertsById(db: Kysely<Database>, ids: readonly number[]): Promise<readonly StoredAlert[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("alerts").selectAll().where("id", "in", ids).orderBy("id").execute();
  return rows.map(toAlert);
}

/** Stores a new alert and returns it with its id. */
export async function insertAlert(db: Kysely<Database>, alert: Omit<StoredAlert, "id">): Promise<StoredAlert> {
  const { id } = await db
    .insertInto("alerts")
    .values({
      rule: alert.rule,
      vault_name: alert.vault.name,
      chain_id: alert.vault.chainId,
      vault: alert.vault.address,
      subject: alert.subject,
      fingerprint: alert.fingerprint,
      opened_at: alert.openedAtSeconds,
      ...changeable(alert),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { ...alert, id };
}

export async function updateAlert(db: Kysely<Database>, alert: StoredAlert): Promise<void> {
  await db.updateTable("alerts").set(changeable(alert)).where("id", "=", alert.id).execute();
}

/** One that went away before it fired leaves no trace. */
export async function deletePending(db: Kysely<Database>, id: number): Promise<void> {
  await db.deleteFrom("alerts").where("id", "=", id).where("state", "=", "pending").execute();
}

/** Who takes an alert on, and what they say to it. */
export interface Acknowledgement {
  readonly by: string;
  readonly comment: string | null;
  readonly atSeconds: UnixSeconds;
}

/** Takes an alert on that fires, and returns it; null when there is none that fires with this id. */
export function acknowledgeAlert(
  db: Kysely<Database>,
  id: number,
  { by, comment, atSeconds }: Acknowledgement,
): Promise<StoredAlert | null> {
  return transactionOf(db, async (within) => {
    // An evaluation that has read it would write it as it was.
    await lockAlerts(within);
    const row = await within
      .updateTable("alerts")
      .set({ state: "acknowledged", acknowledged_by: by, acknowledged_at: atSeconds, acknowledged_comment: comment })
      .where("id", "=", id)
      .where("state", "=", "firing")
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toAlert(row);
  });
}

/** Ends alerts that nobody has judged since then: they would stay open for ever. */
export async function resolveForgotten(db: Kysely<Database>, beforeSeconds: UnixSeconds, nowSeconds: UnixSeconds): Promise<void> {
  await db.deleteFrom("alerts").where("state", "=", "pending").where("evaluated_at", "<", beforeSeconds).execute();
  await db
    .updateTable("alerts")
    .set({ state: "resolved", resolved_at: nowSeconds })
    .where("state", "in", ["firing", "acknowledged"])
    .where("evaluated_at", "<", beforeSeconds)
    .execute();
}

function changeable(alert: Omit<StoredAlert, "id">) {
  return {
    severity: alert.severity,
    state: alert.state,
    last_seen: alert.lastSeenSeconds,
    streak: alert.streak,
    streak_since: alert.streakSinceSeconds,
    evaluated_at: alert.evaluatedAtSeconds,
    acknowledged_by: alert.acknowledgedBy,
    acknowledged_at: alert.acknowledgedAtSeconds,
    acknowledged_comment: alert.acknowledgedComment,
    resolved_at: alert.resolvedAtSeconds,
    notified_state: alert.notified?.state ?? null,
    notified_severity: alert.notified?.severity ?? null,
    notified_at: alert.notified?.atSeconds ?? null,
    summary: alert.summary,
    details: JSON.stringify(alert.details),
  };
}

function toAlert(row: Selectable<AlertsTable>): StoredAlert {
  const { notified_state: state, notified_severity: severity, notified_at: atSeconds } = row;
  return {
    id: row.id,
    rule: row.rule,
    vault: { name: row.vault_name, chainId: row.chain_id, address: row.vault },
    subject: row.subject,
    fingerprint: row.fingerprint,
    severity: row.severity,
    state: row.state,
    openedAtSeconds: row.opened_at,
    lastSeenSeconds: row.last_seen,
    streak: row.streak,
    streakSinceSeconds: row.streak_since,
    evaluatedAtSeconds: row.evaluated_at,
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAtSeconds: row.acknowledged_at,
    acknowledgedComment: row.acknowledged_comment,
    resolvedAtSeconds: row.resolved_at,
    notified: state === null || severity === null || atSeconds === null ? null : { state, severity, atSeconds },
    summary: row.summary,
    details: row.details,
  };
}
