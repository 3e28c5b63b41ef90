import type { Kysely } from "kysely";
import { abandonBefore, claimDue, type DueBatch, markDelivered, markFailed } from "../../store/alertDeliveries.ts";
import { alertsById } from "../../store/alerts.ts";
import type { Database } from "../../store/schema.ts";
import type { Reporting } from "../reports/reporting.ts";
import { DeliveryFailed } from "./channels/channel.ts";
import type { OpenRoute } from "./channels/open.ts";
import { pauseSeconds } from "./pause.ts";
import { ruleNamed } from "./rules/all.ts";

export interface DeliveryDeps {
  readonly db: Kysely<Database>;
  readonly routes: readonly Pick<OpenRoute, "name" | "channel">[];
  /** What is told of a report. */
  readonly announce: Reporting["announce"];
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told of every attempt, and without secrets why it failed; null when it did not. */
  readonly onAttempt: (route: string, error: DeliveryFailed | null) => void;
}

/** What was not delivered within a day is no news any more. */
export const GIVE_UP_SECONDS = 86_400;
/** Longer than any attempt takes: an e-mail may take three timeouts of 60 seconds. */
const LEASE_SECONDS = 240;
const AT_A_TIME = 20;

/**
 * Sends the messages whose time has come, all at the same time, and returns how many went out. Every message is sent at least once: one whose sender
 * was killed before it could say so is sent again, with the same id.
 */
export async function deliverDue(deps: DeliveryDeps, nowSeconds: number): Promise<number> {
  const { db, routes } = deps;
  await abandonBefore(db, nowSeconds - GIVE_UP_SECONDS);
  const names = routes.map(({ name }) => name);
  if (names.length === 0) return 0;
  const due = await claimDue(db, names, nowSeconds, nowSeconds + LEASE_SECONDS, AT_A_TIME);
  const sent = await Promise.all(due.map((batch) => deliver(deps, batch, nowSeconds)));
  return sent.filter(Boolean).length;
}

async function deliver({ db, routes, announce, random, onAttempt }: DeliveryDeps, due: DueBatch, nowSeconds: number): Promise<boolean> {
  const channel = routes.find(({ name }) => name === due.route)?.channel;
  if (channel === undefined) return false;
  const { batch: id, alertIds, reportId } = due;
  try {
    if (reportId === null) {
      // As they are now: what was resolved while it could not be told is told so.
      const alerts = await alertsById(db, alertIds);
      const entries = alerts.map((alert) => ({ alert, remedy: ruleNamed(alert.rule)?.remedy ?? null }));
      await channel.send({ id, entries, sentAtSeconds: nowSeconds });
    } else {
      if (channel.announce === null) throw new DeliveryFailed("it takes alerts, no reports");
      await channel.announce({ ...(await announce(reportId, nowSeconds)), id, sentAtSeconds: nowSeconds });
    }
  } catch (error) {
    const failure = error instanceof DeliveryFailed ? error : new DeliveryFailed("it could not be made into a message");
    const next = nowSeconds + pauseSeconds(due.attempts, failure.retryAfterSeconds, random());
    await markFailed(db, due.batch, failure.message, next - due.createdAtSeconds > GIVE_UP_SECONDS ? null : next);
    onAttempt(due.route, failure);
    return false;
  }
  await markDelivered(db, due.batch, nowSeconds);
  onAttempt(due.route, null);
  return true;
}
