import type { Alert, Silence } from "../../core/alert.ts";
import type { Delivery } from "../../store/alertDeliveries.ts";
import { utcTime } from "../format.ts";
import { table } from "../table.ts";

/** What `keeper alerts` shows. */
export interface AlertsStatus {
  readonly alerts: readonly (Alert & { readonly deliveries: readonly Delivery[] })[];
  /** Those that have not ended. */
  readonly silences: readonly Silence[];
}

export function alertsText({ alerts, silences }: AlertsStatus, ofAll: boolean): string {
  const header = ["id", "severity", "state", "since (UTC)", "vault", "rule", "what", "told"];
  const rows = alerts.map((alert) => [
    String(alert.id),
    alert.severity,
    alert.acknowledgedBy === null || alert.state !== "acknowledged" ? alert.state : `${alert.state} by ${alert.acknowledgedBy}`,
    utcTime(alert.openedAtSeconds),
    alert.vault.name,
    alert.rule,
    alert.summary,
    toldText(alert.deliveries),
  ]);
  const none = ofAll ? "No alert was ever raised." : "No alert is open.";
  return [rows.length === 0 ? none : table([header, ...rows]), ...silences.map(silenceText)].join("\n");
}

export function silenceText({ rule, vaultName, subject, untilSeconds, comment, createdBy }: Silence): string {
  const what = [rule ?? "every rule", ...(subject === null ? [] : [subject]), vaultName === null ? "of every vault" : `of ${vaultName}`];
  const why = comment === null ? "" : `: ${comment}`;
  return `Silenced until ${utcTime(untilSeconds)} UTC by ${createdBy}: ${what.join(" ")}${why}`;
}

/** What became of the last notice by each route. */
function toldText(deliveries: readonly Delivery[]): string {
  const last = new Map(deliveries.map((delivery) => [delivery.route, delivery]));
  const words = [...last.values()].map(({ route, status, notice, attempts, lastError }) => {
    if (status === "delivered") return `${route}: ${notice}`;
    const why = lastError === null ? "" : `, ${lastError}`;
    return `${route}: ${status === "abandoned" ? "given up" : "waiting"} after ${attempts} attempts${why}`;
  });
  return words.length === 0 ? "nobody" : words.join("; ");
}
