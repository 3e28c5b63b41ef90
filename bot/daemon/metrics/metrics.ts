import { collectDefaultMetrics, Registry } from "prom-client";
import type { DaemonEvent } from "../events.ts";
import type { MetricsText } from "../healthServer.ts";
import { alertMetrics } from "./alerts.ts";
import { collectorMetrics } from "./collector.ts";
import { databaseMetrics } from "./database.ts";
import { forecastMetrics } from "./forecast.ts";
import { type Build, keeperMetrics } from "./keeper.ts";
import { marketMetrics } from "./market.ts";
import { rpcMetrics } from "./rpc.ts";
import { transactionMetrics } from "./transactions.ts";
import { vaultMetrics } from "./vault.ts";

export interface KeeperMetrics extends MetricsText {
  readonly registry: Registry;
  observe(event: DaemonEvent): void;
}

/**
 * Everything Prometheus is told, derived from what happens, so that a scrape waits for nothing. Base units: seconds, bytes, USD, wei, whole tokens,
 * and ratios instead of percents and basis points.
 */
export function createMetrics(build: Build, nowSeconds: () => number): KeeperMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const observers = [
    keeperMetrics(registry, build, nowSeconds),
    transactionMetrics(registry),
    rpcMetrics(registry),
    collectorMetrics(registry),
    marketMetrics(registry),
    vaultMetrics(registry),
    forecastMetrics(registry),
    alertMetrics(registry),
    databaseMetrics(registry),
  ];
  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe(event) {
      for (const observe of observers) observe(event);
    },
  };
}
