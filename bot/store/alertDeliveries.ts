import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { NoticeKind } from "../core/alert.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Database, DeliveryStatus } from "./schema.ts";

/** One notice for one route. */
export interface DeliveryOrder {
  readonly alertId: number;
  readonly route: string;
  readonly notice: NoticeKind;
  /** Notices of one group that wait at the same time become one message. */
  readonly groupKey: string;
  readonly nowSeconds: UnixSeconds;
  /** How long to wait for others of the group. */
  readonly groupSeconds: number;
}

/** Writes down what has to be sent; it joins a message of its group that waits for its first attempt. */
export async function orderDelivery(db: Kysely<Database>, order: DeliveryOrder): Promise<void> {
  const { alertId, route, notice, groupKey, nowSeconds, groupSeconds } = order;
  const waiting = await db
    .selectFrom("alert_deliveries")
    .select(["batch", "next_attempt"])
    .where("route", "=", route)
    .where("group_key", "=", groupKey)
    .where("status", "=", "waiting")
    .where("attempts", "=", 0)
    .where("next_attempt", ">", nowSeconds)
    .forUpdate()
    .limit(1)
    .executeTakeFirst();
  await db
    .insertInto("alert_deliveries")
    .values({
      alert_id: alertId,
      route,
      notice,
      group_key: groupKey,
      batch: waiting?.batch ?? randomUUID(),
      status: "waiting",
      next_attempt: waiting?.next_attempt ?? nowSeconds + groupSeconds,
      created_at: nowSeconds,
    })
    .execute();
}

/** A message to be sent now. */
export interface DueBatch {
  readonly batch: string;
  readonly route: string;
  /** What it is about: alerts, or a report. */
  readonly alertIds: readonly number[];
  readonly reportId: number | null;
  /** This attempt included. */
  readonly attempts: number;
  /** When the first of it was written down. */
  readonly createdAtSeconds: UnixSeconds;
}

/**
 * Takes messages whose time has come, of these routes, and holds them until `leaseUntilSeconds`: nobody else sends them before then, and if
 * this process is killed somebody does after.
 */
export async function claimDue(
  db: Kysely<Database>,
  routes: readonly string[],
  nowSeconds: UnixSeconds,
  leaseUntilSeconds: UnixSeconds,
  limit: number,
): Promise<readonly DueBatch[]> {
  const { rows } = await sql<Omit<DueBatch, "alertIds"> & { alertIds: readonly string[] | null }>`
    with due as (
      select batch from alert_deliveries
      where status in ('waiting', 'sending') and next_attempt <= ${nowSeconds} and route = any(${routes}::text[])
      group by batch order by min(id) limit ${limit}
    ), held as (
      select id from alert_deliveries join due using (batch)
      where status in ('waiting', 'sending') and next_attempt <= ${nowSeconds}
      for update of alert_deliveries skip locked
    ), claimed as (
      update alert_deliveries set status = 'sending', attempts = attempts + 1, next_attempt = ${leaseUntilSeconds}
      from held where held.id = alert_deliveries.id
      returning alert_deliveries.*
    )
    select batch, min(route) as route, array_agg(distinct alert_id) filter (where alert_id is not null) as "alertIds",
      min(report_id) as "reportId", max(attempts) as attempts,
      min(created_at) as "createdAtSeconds"
    from claimed group by batch order by min(id)`.execute(db);
  // The driver leaves the elements of an int8 array as text.
  return rows.map((row) => ({ ...row, alertIds: (row.alertIds ?? []).map(Number) }));
}

export async function markDelivered(db: Kysely<Database>, batch: string, atSeconds: UnixSeconds): Promise<void> {
  await db
    .updateTable("alert_deliveries")
    .set({ status: "delivered", delivered_at: atSeconds, last_error: null })
    .where("batch", "=", batch)
    .where("status", "=", "sending")
    .execute();
}

/** Why a message did not go out, and when to try again; null gives it up. */
export async function markFailed(
  db: Kysely<Database>,
  batch: string,
  error: string,
  nextAttemptSeconds: UnixSeconds | null,
): Promise<void> {
  await db
    .updateTable("alert_deliveries")
    .set(
      nextAttemptSeconds === null
        ? { status: "abandoned", last_error: error }
        : { status: "waiting", last_error: error, next_attempt: nextAttemptSeconds },
    )
    .where("batch", "=", batch)
    .where("status", "=", "sending")
    .execute();
}

/** Gives up what was written down before then and is still not sent: of routes that are not configured any more, too. */
export async function abandonBefore(db: Kysely<Database>, beforeSeconds: UnixSeconds): Promise<void> {
  await db
    .updateTable("alert_deliveries")
    .set((set) => ({ status: "abandoned", last_error: set.fn.coalesce("last_error", sql<string>`'never sent'`) }))
    .where("status", "in", ["waiting", "sending"])
    .where("created_at", "<", beforeSeconds)
    .execute();
}

/** How long the oldest message that should have gone out by now is late; 0 when none is. */
export async function latenessSeconds(db: Kysely<Database>, routes: readonly string[], nowSeconds: UnixSeconds): Promise<number> {
  const { rows } = await sql<{ late: number | null }>`
    select ${nowSeconds}::bigint - min(created_at) as late from alert_deliveries
    where status in ('waiting', 'sending') and attempts > 0 and route = any(${routes}::text[])`.execute(db);
  return rows[0]?.late ?? 0;
}

/** What became of telling one route of an alert. */
export interface Delivery {
  readonly id: number;
  readonly alertId: number;
  readonly route: string;
  readonly notice: NoticeKind;
  readonly batch: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptSeconds: UnixSeconds;
  readonly lastError: string | null;
  readonly createdAtSeconds: UnixSeconds;
  readonly deliveredAtSeconds: UnixSeconds | null;
}

/** Everything that routes were told, or are to be, of these alerts, in the order it was written down. */
export async function deliveriesOf(db: Kysely<Database>, alertIds: readonly number[]): Promise<readonly Delivery[]> {
  if (alertIds.length === 0) return [];
  const rows = await db
    .selectFrom("alert_deliveries")
    .selectAll()
    .where("alert_id", "in", alertIds)
    .orderBy("id")
    .$narrowType<{ alert_id: number; notice: NoticeKind }>()
    .execute();
  return rows.map((row) => ({
    id: row.id,
    alertId: row.alert_id,
    route: row.route,
    notice: row.notice,
    batch: row.batch,
    status: row.status,
    attempts: row.attempts,
    nextAttemptSeconds: row.next_attempt,
    lastError: row.last_error,
    createdAtSeconds: row.created_at,
    deliveredAtSeconds: row.delivered_at,
  }));
}
