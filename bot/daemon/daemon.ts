import type { HealthSettings } from "../config/schema.ts";
import { type Clock, nowSeconds } from "../execute/clock.ts";
import type { Operator } from "../watch/api/operator.ts";
import type { ApiServer } from "../watch/api/serveApi.ts";
import { aborted } from "./aborted.ts";
import type { DaemonAlerting } from "./alerting.ts";
import { build } from "./build.ts";
import { changesText } from "./changes.ts";
import type { DaemonEvent } from "./events.ts";
import { createHealthBoard } from "./health.ts";
import { type HealthServer, serveHealth } from "./healthServer.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { type Supervision, supervise } from "./supervise.ts";
import { createTickBells } from "./tickBells.ts";
import type { KeptVault } from "./vaultLoop.ts";

export interface DaemonOptions {
  readonly vaults: readonly KeptVault[];
  /** Where it answers how it is; null nowhere. */
  readonly health: HealthSettings | null;
  /** Opens what shows the database to others; null does not. */
  readonly openApi: ((links: ApiLinks) => Promise<ApiServer>) | null;
  readonly standsBy: boolean;
  /** The vaults as they are configured now. @throws {KeeperError} when what is configured cannot be used. */
  readonly reload: () => readonly KeptVault[];
  /** Calls back whenever the configuration shall be read again, until the function it returns is called. */
  readonly onReload: (callback: () => void) => () => void;
  /** Judges, records and tells what goes wrong. */
  readonly alerting?: DaemonAlerting;
  readonly clock: Clock;
  readonly emit: (event: DaemonEvent) => void;
}

/** What the API has of the daemon. */
export interface ApiLinks {
  /** Told why a request could not be answered. */
  readonly onFailure: (error: Error) => void;
  readonly requestTick: Operator["requestTick"];
}

/**
 * Keeps all vaults until `stop` is aborted, and then ends in good order.
 * @throws {KeeperError} when not one vault can be opened at the start, or nobody can listen at the health endpoint or the API's.
 */
export async function runDaemon(options: DaemonOptions, stop: AbortSignal): Promise<void> {
  const { clock, health, alerting } = options;
  const board = createHealthBoard(() => nowSeconds(clock));
  const metrics = health === null ? null : createMetrics(build, () => nowSeconds(clock));
  const emit = (event: DaemonEvent) => {
    board.observe(event);
    metrics?.observe(event);
    alerting?.observe(event);
    options.emit(event);
  };

  let server: HealthServer | null = null;
  let api: ApiServer | null = null;
  let supervision: Supervision | null = null;
  // Longer than what it watches.
  const ended = new AbortController();
  let alerts: Promise<void> | undefined;
  const bells = createTickBells();
  let asked = false;
  const replace = () => {
    asked = supervision === null;
    if (supervision === null) return;
    try {
      const vaults = options.reload();
      alerting?.watch(vaults);
      emit({ type: "reloaded", changes: changesText(supervision.replace(vaults)) });
    } catch (error) {
      emit({ type: "reload-failed", error: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  const release = options.onReload(replace);
  try {
    if (health !== null && metrics !== null) {
      server = await serveHealth(health, board, metrics);
      emit({ type: "listening", what: "health", address: server.url });
    }
    alerting?.watch(options.vaults);
    if (options.openApi !== null) {
      api = await options.openApi({ onFailure: (error) => emit({ type: "api-failed", error }), requestTick: bells.ring });
      emit({ type: "listening", what: "api", address: api.url });
    }
    supervision = await supervise(options.vaults, { standsBy: options.standsBy, clock, bells, emit }, stop);
    if (asked) replace();
    alerts = alerting?.run(emit, () => board.live().ok, ended.signal);
    await aborted(stop);
    emit({ type: "stopping" });
    release();
    await supervision.ended();
  } finally {
    release();
    ended.abort();
    await alerts;
    await server?.close();
    await api?.close();
  }
}
