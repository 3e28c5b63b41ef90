import { type Kysely, sql } from "kysely";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import { makePartitionsAhead } from "./partitions.ts";
import { dropMonthsBefore } from "./retention.ts";
import { type RolledUp, rollUp } from "./rollups.ts";
import type { Database } from "./schema.ts";

export interface MaintenanceOptions {
  /** Days for which single observations are kept; hours and days that were summed up of them stay. 0 keeps them for ever. */
  readonly observationDays: number;
  /** Months for which partitions are there before they are needed. */
  readonly partitionMonthsAhead: number;
}

/** Thirteen months: a year's comparison, hour by hour, from the rows themselves. */
export const DEFAULT_MAINTENANCE: MaintenanceOptions = { observationDays: 400, partitionMonthsAhead: 3 };

export interface MaintenanceReport {
  readonly partitionsMade: number;
  readonly rolledUp: RolledUp;
  /** Names of the months that were let go. */
  readonly dropped: readonly string[];
}

/** Any number that nothing else on the database takes for a lock of its own. */
const LOCK = 7_218_400_000_004;

/**
 * What a store needs from time to time: partitions ahead, hours and days summed up, old months let go. Repeating it changes nothing; null
 * while another program is at it.
 *
 * @param keepGoing Asked before each day that is summed up; once it says no, what is left is for the next time, and no month goes.
 */
export function maintainStore(
  db: Kysely<Database>,
  options: MaintenanceOptions,
  nowSeconds: UnixSeconds,
  keepGoing?: () => boolean,
): Promise<MaintenanceReport | null> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${LOCK}) as locked`.execute(connection);
    if (rows[0]?.locked !== true) return null;
    try {
      const partitionsMade = await makePartitionsAhead(connection, nowSeconds, options.partitionMonthsAhead);
      const rolledUp = await rollUp(connection, nowSeconds, keepGoing);
      const expired = nowSeconds - options.observationDays * PERIOD_SECONDS.day;
      const dropped = options.observationDays === 0 || rolledUp.left > 0 ? [] : await dropMonthsBefore(connection, expired);
      return { partitionsMade, rolledUp, dropped };
    } finally {
      // A connection that broke has let go of it already.
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection).catch(() => undefined);
    }
  });
}

const INTERVAL_SECONDS = 3_600;
/** Of one turn, so that a tick after a large import does not wait until years are summed up. */
const BUDGET_MS = 60_000;

/**
 * For a loop that calls it after every tick: maintains at once and then every hour, or at the next call while something is left to do. A
 * failure is told to `onFailure` and tried again an hour later; it is never thrown, for a tick is worth more than tidiness.
 */
export function periodicMaintenance(
  db: Kysely<Database>,
  options: MaintenanceOptions,
  onFailure: (error: Error) => void,
): (nowSeconds: UnixSeconds) => Promise<void> {
  let dueSeconds = Number.NEGATIVE_INFINITY;
  return async (nowSeconds) => {
    if (nowSeconds < dueSeconds) return;
    dueSeconds = nowSeconds + INTERVAL_SECONDS;
    const deadline = performance.now() + BUDGET_MS;
    try {
      const report = await maintainStore(db, options, nowSeconds, () => performance.now() < deadline);
      if (report !== null && report.rolledUp.left > 0) dueSeconds = nowSeconds;
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
