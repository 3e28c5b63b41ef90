import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { toFloat } from "../core/units.ts";
import { sharePriceOf } from "../core/vaultState.ts";
import type { ExecutionEvent } from "../execute/events.ts";
import { tickResult } from "../keeper.ts";
import type { TickReport } from "../watch/tickReport.ts";
import type { DaemonEvent } from "./events.ts";
import type { MetricsText } from "./healthServer.ts";

export interface KeeperMetrics extends MetricsText {
  readonly registry: Registry;
  observe(event: DaemonEvent): void;
}

/** Seconds; from a cached read to an execution that waits for its block. */
const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Transactions whose route is remembered until they have their final status. */
const MOST_ROUTES = 1_000;

/** Everything Prometheus is told, derived from what happens; amounts in base units, times in seconds. */
export function createMetrics(nowSeconds: () => number): KeeperMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

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
  const rebalances = new Counter({
    name: "yield_keeper_rebalances_total",
    help: "Decisions to rebalance by what became of them within their tick.",
    labelNames: ["vault", "result"],
    registers,
  });
  const transactions = new Counter({
    name: "yield_keeper_transactions_total",
    help: "Transactions: signed, and their final status.",
    labelNames: ["vault", "status", "route"],
    registers,
  });
  const pending = new Gauge({
    name: "yield_keeper_pending_transactions",
    help: "Transactions without a final status.",
    labelNames: ["vault"],
    registers,
  });
  const bundles = new Counter({
    name: "yield_keeper_bundles_total",
    help: "Offers to builders: made, and what became of them.",
    labelNames: ["vault", "builder", "status"],
    registers,
  });
  const gasSpentWei = new Counter({
    name: "yield_keeper_gas_spent_wei_total",
    help: "Paid for transactions in blocks, wei.",
    labelNames: ["vault"],
    registers,
  });
  const gasSpentUsd = new Counter({
    name: "yield_keeper_gas_spent_usd_total",
    help: "The same in USD at the price of the last tick before.",
    labelNames: ["vault"],
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
  const lastTick = new Gauge({
    name: "yield_keeper_last_tick_timestamp_seconds",
    help: "When the last tick ended, whatever its result.",
    labelNames: ["vault"],
    registers,
  });
  const totalAssets = new Gauge({
    name: "yield_vault_total_assets",
    help: "What the vault holds, in whole tokens of its asset.",
    labelNames: ["vault", "asset"],
    registers,
  });
  const sharePrice = new Gauge({
    name: "yield_vault_share_price",
    help: "Assets a share is worth, both in whole tokens.",
    labelNames: ["vault"],
    registers,
  });
  const baseFee = new Gauge({
    name: "yield_chain_base_fee_wei",
    help: "Base fee a gas of the last block a tick saw, wei.",
    labelNames: ["chain_id"],
    registers,
  });
  const supplyApr = new Gauge({
    name: "yield_market_supply_apr",
    help: "What a market pays at the last tick, a fraction a year.",
    labelNames: ["market"],
    registers,
  });

  const moveDrift = new Gauge({
    name: "yield_keeper_move_drift_bps",
    help: "What a market's last move came to beside what was expected, basis points of the move; negative is worse.",
    labelNames: ["vault", "market"],
    registers,
  });

  const routes = new Map<string, string>();
  const ethPriceUsd = new Map<string, number>();

  function observeReport(vault: string, report: TickReport): void {
    const { snapshot, stageMs, decision, outcome, vault: state } = report;
    ticks.inc({ vault, status: tickResult(outcome).status });
    lastTick.set({ vault }, nowSeconds());
    for (const [stage, milliseconds] of Object.entries(stageMs)) tickDuration.observe({ vault, stage }, milliseconds / 1000);
    const total = Object.values(stageMs).reduce((sum, milliseconds) => sum + milliseconds, 0);
    tickDuration.observe({ vault, stage: "total" }, total / 1000);
    if (decision.action !== "hold" && outcome !== null) rebalances.inc({ vault, result: outcome.kind });
    if (snapshot.ethPriceUsd !== null) ethPriceUsd.set(vault, snapshot.ethPriceUsd);
    totalAssets.set({ vault, asset: state.asset.symbol }, toFloat(state.totalAssets, state.asset.decimals));
    const price = sharePriceOf(state);
    if (price !== null) sharePrice.set({ vault }, price);
    baseFee.set({ chain_id: String(state.chainId) }, Number(snapshot.block.baseFeePerGasWei));
    for (const { marketId, supplyApr: apr } of snapshot.observations) supplyApr.set({ market: marketId }, apr);
  }

  function observeExecution(vault: string, event: ExecutionEvent): void {
    if (event.type === "signed") {
      routes.set(event.hash, event.route);
      if (routes.size > MOST_ROUTES) routes.delete(routes.keys().next().value ?? "");
      transactions.inc({ vault, status: "signed", route: event.route });
    }
    if (event.type === "bundle") bundles.inc({ vault, builder: event.builder, status: event.status });
    if (event.type === "drift") {
      for (const { marketId, driftBps } of event.result.moves) moveDrift.set({ vault, market: marketId }, driftBps);
    }
    if (event.type !== "settled") return;
    transactions.inc({ vault, status: event.status, route: routes.get(event.hash) ?? "unknown" });
    routes.delete(event.hash);
    if (event.inclusion === null) return;
    const { costWei } = event.inclusion;
    gasSpentWei.inc({ vault }, Number(costWei));
    gasSpentUsd.inc({ vault }, toFloat(costWei, 18) * (ethPriceUsd.get(vault) ?? 0));
  }

  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe(event) {
      switch (event.type) {
        case "opening":
        case "standing-by":
        case "stopped":
          return leader.set({ vault: event.vault }, 0);
        case "leading":
          return leader.set({ vault: event.vault }, 1);
        case "restarting":
          leader.set({ vault: event.vault }, 0);
          return restarts.inc({ vault: event.vault });
        case "ticked":
          return observeReport(event.vault, event.report);
        case "tick-failed":
          lastTick.set({ vault: event.vault }, nowSeconds());
          return ticks.inc({ vault: event.vault, status: "failed" });
        case "execution":
          return observeExecution(event.vault, event.event);
        case "outbox":
          return pending.set({ vault: event.vault }, event.pending);
        case "reloaded":
          return reloads.inc({ result: "ok" });
        case "reload-failed":
          return reloads.inc({ result: "failed" });
      }
    },
  };
}
