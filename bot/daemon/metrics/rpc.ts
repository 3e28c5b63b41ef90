import { Counter, type Registry } from "prom-client";
import type { DaemonEvent } from "../events.ts";

/** Of requests to nodes, by what became of them. */
export function rpcMetrics(registry: Registry): (event: DaemonEvent) => void {
  const requests = new Counter({
    name: "yield_rpc_requests_total",
    help: "Requests to an RPC endpoint: `answered`, `failed`, `rate-limited` or `too-large`. What one does not answer goes to the next.",
    labelNames: ["vault", "endpoint", "result"],
    registers: [registry],
  });
  /** What each vault's provider had counted when it was last looked at. */
  const counted = new Map<string, Map<string, number>>();

  return (event) => {
    // What is opened anew counts from nothing.
    if (event.type === "opening" || event.type === "stopped") counted.delete(event.vault);
    if (event.type !== "rpc") return;
    const { vault } = event;
    const before = counted.get(vault) ?? new Map<string, number>();
    counted.set(vault, before);
    for (const { endpoint, outcomes } of event.uses) {
      for (const [result, count] of Object.entries(outcomes)) {
        const key = `${endpoint} ${result}`;
        requests.inc({ vault, endpoint, result }, Math.max(0, count - (before.get(key) ?? 0)));
        before.set(key, count);
      }
    }
  };
}
