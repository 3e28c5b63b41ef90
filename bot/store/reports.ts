import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { ReportPeriod } from "../core/reportPeriod.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** A report that was ordered: what it is about. */
export interface OrderedReport extends VaultKey {
  readonly id: number;
  readonly vaultName: string;
  readonly period: ReportPeriod;
  readonly periodStartSeconds: UnixSeconds;
}

/**
 * Writes down that a period of a vault is reported on, and to whom, unless somebody did before: another keeper, or this one before it was started
 * again. Returns whether it was the first.
 */
export function orderReport(
  db: Kysely<Database>,
  report: Omit<OrderedReport, "id">,
  routes: readonly string[],
  nowSeconds: UnixSeconds,
): Promise<boolean> {
  return db.transaction().execute(async (within) => {
    const row = await within
      .insertInto("reports")
      .values({
        vault_name: report.vaultName,
        chain_id: report.chainId,
        vault: report.vault,
        period: report.period,
        period_start: report.periodStartSeconds,
        created_at: nowSeconds,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) return false;
    const deliveries = routes.map((route) => ({
      report_id: row.id,
      route,
      group_key: `report/${row.id}`,
      batch: randomUUID(),
      status: "waiting" as const,
      next_attempt: nowSeconds,
      created_at: nowSeconds,
    }));
    if (deliveries.length > 0) await within.insertInto("alert_deliveries").values(deliveries).execute();
    return true;
  });
}

/** Whether a period of a vault was reported on. */
export async function isReported(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  period: ReportPeriod,
  periodStartSeconds: UnixSeconds,
): Promise<boolean> {
  const row = await db
    .selectFrom("reports")
    .select("id")
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("period", "=", period)
    .where("period_start", "=", periodStartSeconds)
    .executeTakeFirst();
  return row !== undefined;
}

/** Null when there is none with this id. */
export async function orderedReport(db: Kysely<Database>, id: number): Promise<OrderedReport | null> {
  const row = await db.selectFrom("reports").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined
    ? null
    : {
        id: row.id,
        vaultName: row.vault_name,
        chainId: row.chain_id,
        vault: row.vault,
        period: row.period,
        periodStartSeconds: row.period_start,
      };
}
