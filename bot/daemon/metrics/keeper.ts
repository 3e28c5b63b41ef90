import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { tickResult } from "../../keeper.ts";
import type { TickReport } from "../../watch/tickReport.ts";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries } from "./ownedSeries.ts";

/** Seconds; from a cached read to an execution that waits for its block. */
const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export interface Build {
  /** Of the package. */
  readonly version: string;
  /** Of Node: "24.21.0". */
  readonly node: string;
}

/** Of the process and its loops: who leads, how ticks go, and whether the account can pay. */
export function keeperMetrics(registry: Registry, build: Build, nowSeconds: () => number): (event: DaemonEvent) => void {
  const registers = [registry];
  const ticks = new Counter({
    name: "yield_keeper_ticks_total",
    help: "Ticks by their result.",
    labelNames: ["vault", "status"],
    registers,
  });
  const tickDuration = new Histogram({
    name: "yield_keeper_tick_duration_seconds",
    help: "How long each stage of a tick took; the stage `total` is all of them.",
    labelNames: ["vault", "stage"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const lastTick = new Gauge({
    name: "yield_keeper_last_tick_timestamp_seconds",
    help: "When the last tick ended, whatever its result.",
    labelNames: ["vault"],
    registers,
  });
  const rebalances = new Counter({
    name: "yield_keeper_rebalances_total",
    help: "Decisions to rebalance by what became of them within their tick.",
    labelNames: ["vault", "result"],
    registers,
  });
  const leader = new Gauge({
    name: "yield_keeper_leader",
    help: "1 while this process leads the vault, 0 while it stands by or is being opened.",
    labelNames: ["vault"],
    registers,
  });
  const restarts = new Counter({
    name: "yield_keeper_restarts_total",
    help: "Times a vault could not be opened, or was lost and opened again.",
    labelNames: ["vault"],
    registers,
  });
  const reloads = new Counter({
    name: "yield_keeper_reloads_total",
    help: "Times the configuration was read again.",
    labelNames: ["result"],
    registers,
  });
  const balance = ownedSeries(
    new Gauge({
      name: "yield_keeper_key_balance_wei",
      help: "What the account that signs has after the last tick, wei.",
      labelNames: ["vault", "address"],
      registers,
    }),
  );
  const rebalanceCost = ownedSeries(
    new Gauge({
      name: "yield_keeper_rebalance_max_cost_wei",
      help: "Most that a rebalance of two moves may cost at the present fees, wei: a transaction is taken only from who has so much.",
      labelNames: ["vault", "address"],
      registers,
    }),
  );
  new Gauge({
    name: "yield_keeper_build_info",
    help: "1; the labels say what runs.",
    labelNames: ["version", "node"],
    registers,
  }).set({ ...build }, 1);

  function observeTick(vault: string, { stageMs, decision, outcome }: TickReport): void {
    ticks.inc({ vault, status: tickResult(outcome).status });
    lastTick.set({ vault }, nowSeconds());
    for (const [stage, milliseconds] of Object.entries(stageMs)) tickDuration.observe({ vault, stage }, milliseconds / 1000);
    const total = Object.values(stageMs).reduce((sum, milliseconds) => sum + milliseconds, 0);
    tickDuration.observe({ vault, stage: "total" }, total / 1000);
    if (decision.action !== "hold" && outcome !== null) rebalances.inc({ vault, result: outcome.kind });
  }

  return (event) => {
    switch (event.type) {
      case "opening":
      case "standing-by":
        return leader.set({ vault: event.vault }, 0);
      case "leading":
        return leader.set({ vault: event.vault }, 1);
      case "restarting":
        leader.set({ vault: event.vault }, 0);
        return restarts.inc({ vault: event.vault });
      case "stopped":
        // A vault that is not kept any more has no leader to be missed.
        leader.remove({ vault: event.vault });
        lastTick.remove({ vault: event.vault });
        balance.forget(event.vault);
        return rebalanceCost.forget(event.vault);
      case "ticked":
        return observeTick(event.vault, event.report);
      case "tick-failed":
        lastTick.set({ vault: event.vault }, nowSeconds());
        return ticks.inc({ vault: event.vault, status: "failed" });
      case "account": {
        const { address, balanceWei, rebalanceCostWei } = event.account;
        balance.replace(event.vault, [[{ vault: event.vault, address }, Number(balanceWei)]]);
        return rebalanceCost.replace(event.vault, [[{ vault: event.vault, address }, Number(rebalanceCostWei)]]);
      }
      case "reloaded":
        return reloads.inc({ result: "ok" });
      case "reload-failed":
        return reloads.inc({ result: "failed" });
    }
  };
}
