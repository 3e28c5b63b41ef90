import { Counter, Gauge, type Registry } from "prom-client";
import { SEVERITIES } from "../../core/alert.ts";
import type { DaemonEvent } from "../events.ts";

/** Of what is wrong, and of telling it. */
export function alertMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  const open = new Gauge({
    name: "yield_alerts_open",
    help: "Alerts in the database that fire or are acknowledged.",
    labelNames: ["severity"],
    registers,
  });
  const deliveries = new Counter({
    name: "yield_alert_deliveries_total",
    help: "Attempts of this process to send a message, by the name of the route: `delivered` or `failed`. What failed is tried again.",
    labelNames: ["channel", "result"],
    registers,
  });
  return (event) => {
    if (event.type === "alert-delivery") deliveries.inc({ channel: event.route, result: event.delivered ? "delivered" : "failed" });
    if (event.type !== "measured") return;
    for (const severity of SEVERITIES) open.set({ severity }, event.measures.openAlerts[severity]);
  };
}
