import type { UnixSeconds } from "../../core/units.ts";

/** "2020-12-03", or "2020-12" where only the month is known: then its first day counts. UTC. */
export type FactDate = `${number}-${number}` | `${number}-${number}-${number}`;

/** The start of the day, or of the month. */
export function secondsOf(date: FactDate): UnixSeconds {
  return Date.parse(date) / 1000;
}
