import { Counter, Gauge, type Registry } from "prom-client";
import { BPS, toFloat } from "../../core/units.ts";
import type { ExecutionEvent } from "../../execute/events.ts";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries, type Series } from "./ownedSeries.ts";

/** Transactions whose route is remembered until they have their final status. */
const MOST_ROUTES = 1_000;

/** Of what is sent: transactions, offers to builders, gas, and what moves came to. */
export function transactionMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
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
  const moveDrift = ownedSeries(
    new Gauge({
      name: "yield_keeper_move_drift_ratio",
      help: "What a market's last move came to beside what was expected, a fraction of the move; negative is worse.",
      labelNames: ["vault", "market"],
      registers,
    }),
  );

  const routes = new Map<string, string>();
  const ethPriceUsd = new Map<string, number>();
  const drifts = new Map<string, Map<string, Series>>();

  function observeExecution(vault: string, event: ExecutionEvent): void {
    if (event.type === "signed") {
      routes.set(event.hash, event.route);
      if (routes.size > MOST_ROUTES) routes.delete(routes.keys().next().value ?? "");
      transactions.inc({ vault, status: "signed", route: event.route });
    }
    if (event.type === "bundle") bundles.inc({ vault, builder: event.builder, status: event.status });
    if (event.type === "drift") {
      const ofVault = drifts.get(vault) ?? new Map<string, Series>();
      for (const { marketId, driftBps } of event.result.moves) {
        ofVault.set(marketId, [{ vault, market: marketId }, driftBps / Number(BPS)]);
      }
      drifts.set(vault, ofVault);
      moveDrift.replace(vault, [...ofVault.values()]);
    }
    if (event.type !== "settled") return;
    transactions.inc({ vault, status: event.status, route: routes.get(event.hash) ?? "unknown" });
    routes.delete(event.hash);
    if (event.inclusion === null) return;
    const { costWei } = event.inclusion;
    gasSpentWei.inc({ vault }, Number(costWei));
    gasSpentUsd.inc({ vault }, toFloat(costWei, 18) * (ethPriceUsd.get(vault) ?? 0));
  }

  return (event) => {
    switch (event.type) {
      case "ticked": {
        const { ethPriceUsd: price } = event.report.snapshot;
        if (price !== null) ethPriceUsd.set(event.vault, price);
        return;
      }
      case "execution":
        return observeExecution(event.vault, event.event);
      case "outbox":
        return pending.set({ vault: event.vault }, event.pending);
      case "stopped":
        pending.remove({ vault: event.vault });
        drifts.delete(event.vault);
        return moveDrift.forget(event.vault);
    }
  };
}
