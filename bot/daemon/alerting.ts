import { configuredMarkets, openConfiguredStore } from "../compose.ts";
import type { AlertSettings } from "../config/alertSettings.ts";
import type { ReportSettings } from "../config/reportSettings.ts";
import type { Configuration } from "../config/schema.ts";
import { type Clock, nowSeconds } from "../execute/clock.ts";
import { gasBudgetOf } from "../execute/policy.ts";
import type { Store } from "../store/connection.ts";
import { type DatabasePlace, databaseSpace } from "../store/databaseSpace.ts";
import { createAlerting } from "../watch/alerts/alerting.ts";
import { type OpenRoute, openRoute, type SecretOf, secretUrl } from "../watch/alerts/channels/open.ts";
import { type Heartbeat, httpHeartbeat } from "../watch/alerts/heartbeat.ts";
import type { WatchedVault } from "../watch/alerts/input.ts";
import { rules } from "../watch/alerts/rules/all.ts";
import { createMeasuresReader } from "../watch/databaseMeasures.ts";
import { everyPeriod } from "../watch/everyPeriod.ts";
import { createReporting } from "../watch/reports/reporting.ts";
import { aborted } from "./aborted.ts";
import type { DaemonEvent, EmitDaemonEvent } from "./events.ts";
import type { KeptVault } from "./vaultLoop.ts";
import { createNewsBoard, type NewsBoard } from "./vaultNews.ts";

/** Alerts about the vaults of a daemon, and what else their database says at the same times. */
export interface DaemonAlerting {
  observe(event: DaemonEvent): void;
  /** Watches these from now on. */
  watch(vaults: readonly Pick<KeptVault, "name" | "configuration">[]): void;
  /** Until `stop` is aborted; never rejects. @param alive Whether every loop turns. */
  run(emit: EmitDaemonEvent, alive: () => boolean, stop: AbortSignal): Promise<void>;
}

export interface DaemonAlertingOptions {
  readonly settings: AlertSettings;
  /** When vaults are reported on, by the same routes; null never are. */
  readonly reports: ReportSettings | null;
  readonly secretOf: SecretOf;
  /** A database of its own: vaults open and close theirs. */
  readonly openStore: () => Promise<Store>;
  readonly databasePlace: DatabasePlace;
  readonly clock: Clock;
}

const LONGEST_STOP_MILLISECONDS = 5_000;
/** The same trouble is not told again for so long. */
const TROUBLE_SECONDS = 600;

/**
 * Opens the routes at once, so that one that cannot be used is known before anything has to be told by it.
 * @throws MissingSettingError, ConfigurationError
 */
export function openDaemonAlerting(options: DaemonAlertingOptions): DaemonAlerting {
  const { settings, reports, secretOf, openStore, databasePlace, clock } = options;
  const routes = settings.routes.map((route): OpenRoute => openRoute(route, secretOf));
  const heartbeat = heartbeatOf(settings, secretOf);
  const now = () => nowSeconds(clock);
  const news = createNewsBoard(now);
  let vaults: readonly Pick<KeptVault, "name" | "configuration">[] = [];

  async function run(emit: EmitDaemonEvent, alive: () => boolean, stop: AbortSignal): Promise<void> {
    const onTrouble = sparing((error) => emit({ type: "alerts-failed", error }), now);
    const store = await opened(openStore, settings.everySeconds, clock, stop, onTrouble);
    if (store === null) return;
    const { everySeconds, repeatSeconds, groupSeconds } = settings;
    const readSpace = () => databaseSpace(store.db, databasePlace);
    const watched = () => vaults.map(({ name, configuration }) => watchedVault(name, configuration, news));
    const onFailure = (error: Error) => {
      // What is cut off by the end is sent again after the next start.
      if (!stop.aborted) onTrouble(error);
    };
    const alerting = createAlerting({
      db: store.db,
      rules,
      routes,
      everySeconds,
      repeatSeconds,
      groupSeconds,
      readSpace,
      reporting: createReporting({ db: store.db, settings: reports, routes, vaults: watched }),
      watched: () => watched().map((vault) => ({ vault, news: news.newsOf(vault.name) })),
      alive,
      heartbeat,
      clock,
      random: Math.random,
      onDelivery: (route, delivered) => emit({ type: "alert-delivery", route, delivered }),
      onTrouble: onFailure,
    });
    const read = createMeasuresReader(store.db, readSpace);
    const measure = async () => emit({ type: "measured", measures: await read(now()) });
    await ending(Promise.all([alerting.run(stop), everyPeriod(clock, everySeconds, stop, () => measure().catch(onFailure))]), stop);
    await store.close().catch(() => undefined);
  }

  return {
    observe: news.observe,
    watch(next) {
      vaults = next;
    },
    run,
  };
}

/** The store of a configuration, for `DaemonAlertingOptions`. */
export function storeOfAlerts(configuration: Configuration): Pick<DaemonAlertingOptions, "openStore" | "databasePlace"> {
  const { databaseUrl, dataFolder, storage } = configuration;
  const limit = storage.databaseLimitGigabytes;
  return {
    openStore: () => openConfiguredStore(configuration),
    databasePlace: { dataFolder: databaseUrl === null ? dataFolder : null, limitBytes: limit === undefined ? null : limit * 1e9 },
  };
}

function heartbeatOf({ heartbeat }: AlertSettings, secretOf: SecretOf): Heartbeat | null {
  if (heartbeat === null) return null;
  return httpHeartbeat(secretUrl(heartbeat.urlEnv, secretOf, "The heartbeat of alerts"), heartbeat.everySeconds);
}

/** A vault of the configuration, as alerts know it. */
export function watchedVault(name: string, configuration: Configuration, news: NewsBoard): WatchedVault {
  const { chainId, vault, tickSeconds, execution } = configuration;
  return {
    name,
    chainId,
    address: vault ?? news.addressOf(name),
    tickSeconds,
    marketIds: configuredMarkets(configuration).map(({ id }) => id),
    gasBudget: gasBudgetOf(execution),
  };
}

/** Tries again until it is open; null when it was stopped before. */
async function opened(
  openStore: () => Promise<Store>,
  pauseSeconds: number,
  clock: Clock,
  stop: AbortSignal,
  onTrouble: (error: Error) => void,
): Promise<Store | null> {
  while (!stop.aborted) {
    try {
      return await openStore();
    } catch (error) {
      onTrouble(error instanceof Error ? error : new Error(String(error)));
      await clock.sleep(pauseSeconds * 1000, stop);
    }
  }
  return null;
}

/** A message that hangs does not hold up the end. */
async function ending(work: Promise<unknown>, stop: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = aborted(stop).then(
    () =>
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LONGEST_STOP_MILLISECONDS);
      }),
  );
  await Promise.race([work, late]);
  clearTimeout(timer);
}

function sparing(tell: (error: Error) => void, now: () => number): (error: Error) => void {
  const told = new Map<string, number>();
  return (error) => {
    for (const [message, atSeconds] of told) if (now() - atSeconds >= TROUBLE_SECONDS) told.delete(message);
    if (told.has(error.message)) return;
    told.set(error.message, now());
    tell(error);
  };
}
