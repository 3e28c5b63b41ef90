import { Counter, Gauge, type Registry } from "prom-client";
import { protocolOf } from "../../core/market.ts";
import type { DaemonEvent } from "../events.ts";

/** Of samples: one of each market at each tick, whatever becomes of the rest of the tick. */
export function collectorMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  const lastSuccess = new Gauge({
    name: "yield_collector_last_success_timestamp_seconds",
    help: "Time of the last block of which a market of this source was read and believed, and stored.",
    labelNames: ["chain_id", "source"],
    registers,
  });
  const samples = new Counter({
    name: "yield_collector_samples_total",
    help: "Samples of single markets: `accepted`, `rejected` by a rule of quality, or `unreadable`.",
    labelNames: ["chain_id", "source", "result"],
    registers,
  });
  const missed = new Counter({
    name: "yield_collector_missed_buckets_total",
    help: "Buckets of single markets that became gaps; some are read again later.",
    labelNames: ["chain_id"],
    registers,
  });

  return (event) => {
    if (event.type !== "sampled") return;
    const chain_id = String(event.chainId);
    const { snapshot, recorded } = event.sampled;
    for (const { marketId, blockTimeSeconds } of snapshot.observations) {
      const source = protocolOf(marketId);
      samples.inc({ chain_id, source, result: "accepted" });
      lastSuccess.set({ chain_id, source }, blockTimeSeconds);
    }
    for (const { marketId, rule } of snapshot.rejected) {
      samples.inc({ chain_id, source: protocolOf(marketId), result: rule === "unreadable" ? rule : "rejected" });
    }
    missed.inc({ chain_id }, recorded.missed);
  };
}
