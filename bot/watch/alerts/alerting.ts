import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { latenessSeconds } from "../../store/alertDeliveries.ts";
import { resolveForgotten } from "../../store/alerts.ts";
import type { DatabaseSpace } from "../../store/databaseSpace.ts";
import type { Database } from "../../store/schema.ts";
import { everyPeriod } from "../everyPeriod.ts";
import type { Reporting } from "../reports/reporting.ts";
import { DeliveryFailed } from "./channels/channel.ts";
import type { OpenRoute } from "./channels/open.ts";
import { deliverDue } from "./deliver.ts";
import { evaluateVault } from "./evaluate.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { VaultNews, WatchedVault } from "./input.ts";
import { createInputReader } from "./readInput.ts";
import type { Rule } from "./rule.ts";

export interface AlertingDeps {
  readonly db: Kysely<Database>;
  readonly rules: readonly Rule[];
  readonly routes: readonly OpenRoute[];
  /** What is sent by the same routes without anything being wrong. */
  readonly reporting: Reporting;
  readonly everySeconds: number;
  readonly repeatSeconds: number;
  readonly groupSeconds: number;
  /** What room the database takes, and has. */
  readonly readSpace: () => Promise<DatabaseSpace>;
  /** Every vault that is watched now, with what is known of it. */
  readonly watched: () => readonly { readonly vault: WatchedVault; readonly news: VaultNews }[];
  /** Whether every loop turns, as far as the process itself knows. */
  readonly alive: () => boolean;
  readonly heartbeat: Heartbeat | null;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told of every attempt to send a message. */
  readonly onDelivery: (route: string, delivered: boolean) => void;
  /** Told what went wrong with alerts themselves; it stops nothing. */
  readonly onTrouble: (error: Error) => void;
}

/** Judges, records and tells what goes wrong. */
export interface Alerting {
  /**
   * Judges every vault, and writes down what has to be told. Returns how many alerts are open.
   * @throws what the first vault threw that could not be judged, after the others were.
   */
  evaluate(nowSeconds: number): Promise<number>;
  /** Sends what is due, and returns how many messages went out. */
  deliver(nowSeconds: number): Promise<number>;
  /** Does both, in time, and keeps the heart beating, until `stop` is aborted; never rejects. */
  run(stop: AbortSignal): Promise<void>;
}

const DELIVERY_SECONDS = 5;
/** How often reports are thought of. */
const REPORT_SECONDS = 60;
/** Messages that are late by more are trouble that somebody has to notice. */
const LATE_SECONDS = 900;
/** How many evaluations may fail before the heart stops. */
const PATIENCE_PERIODS = 3;
/** What nobody has judged for a day is of a vault that is not configured any more, or of a rule that is gone. */
const FORGOTTEN_SECONDS = 86_400;

export function createAlerting(deps: AlertingDeps): Alerting {
  const { db, clock, everySeconds, routes, reporting, heartbeat } = deps;
  const read = createInputReader(db, deps.readSpace);
  // Less than a whole period, for a clock that is not quite even.
  const leastGapSeconds = everySeconds / 2;
  let evaluatedAtSeconds = Number.NEGATIVE_INFINITY;

  async function evaluate(nowSeconds: number): Promise<number> {
    let open = 0;
    const failures: unknown[] = [];
    for (const { vault, news } of deps.watched()) {
      try {
        open += await evaluateVault({ ...deps, leastGapSeconds }, await read(vault, news, nowSeconds));
      } catch (error) {
        // The others are judged all the same.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    await resolveForgotten(db, nowSeconds - FORGOTTEN_SECONDS, nowSeconds);
    evaluatedAtSeconds = nowSeconds;
    return open;
  }

  function deliver(nowSeconds: number): Promise<number> {
    return deliverDue(
      {
        ...deps,
        announce: reporting.announce,
        onAttempt: (route, error) => {
          deps.onDelivery(route, error === null);
          if (error !== null) deps.onTrouble(new DeliveryFailed(`route ${route}: ${error.message}`));
        },
      },
      nowSeconds,
    );
  }

  const now = () => Math.floor(clock.nowMilliseconds() / 1000);

  async function attempted(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      deps.onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Whether alerts are judged, loops turn, and what has to be told is told. */
  async function allIsWell(nowSeconds: number): Promise<boolean> {
    if (nowSeconds - evaluatedAtSeconds > PATIENCE_PERIODS * everySeconds || !deps.alive()) return false;
    const names = routes.map(({ name }) => name);
    return (await latenessSeconds(db, names, nowSeconds)) <= LATE_SECONDS;
  }

  async function beat(heartbeat: Heartbeat): Promise<void> {
    if (await allIsWell(now())) await heartbeat.beat();
  }

  return {
    evaluate,
    deliver,
    async run(stop) {
      // A message that hangs must not keep the next evaluation waiting.
      await Promise.all([
        everyPeriod(clock, everySeconds, stop, () => attempted(() => evaluate(now()))),
        everyPeriod(clock, REPORT_SECONDS, stop, () => attempted(() => reporting.order(now()))),
        everyPeriod(clock, DELIVERY_SECONDS, stop, () => attempted(() => deliver(now()))),
        heartbeat === null ? null : everyPeriod(clock, heartbeat.everySeconds, stop, () => attempted(() => beat(heartbeat))),
      ]);
    },
  };
}
