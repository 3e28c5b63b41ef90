import { type AlertState, reaches, type Severity, worse } from "../../core/alert.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** How long something has to last before it counts: so many evaluations in a row, over so many seconds at least. */
export interface Endurance {
  readonly evaluations: number;
  readonly seconds: number;
}

/** How long it has to be wrong before an alert fires, and well before it is resolved. */
export interface Hysteresis {
  readonly raise: Endurance;
  readonly clear: Endurance;
}

/** Where an alert stands, as far as evaluations move it. */
export interface Track {
  readonly state: AlertState;
  /** The worst since it began. */
  readonly severity: Severity;
  /** Evaluations in a row that speak against the state: wrong ones while pending, good ones while open. */
  readonly streak: number;
  /** When the first of them was. */
  readonly streakSinceSeconds: UnixSeconds;
  readonly evaluatedAtSeconds: UnixSeconds;
}

/**
 * The next state of an alert that is not resolved, or null where there is none (any more).
 *
 * pending → firing → acknowledged → resolved; pending → gone; firing → resolved; acknowledged → firing only when it gets worse. Pure.
 *
 * @param found How bad it is now; null when all is well.
 * @param leastGapSeconds Evaluations that follow each other faster count as one: several keepers may evaluate on one database.
 */
export function advance(
  track: Track | null,
  found: Severity | null,
  { raise, clear }: Hysteresis,
  nowSeconds: UnixSeconds,
  leastGapSeconds: number,
): Track | null {
  if (track === null) return found === null ? null : pending(found, 1, nowSeconds, raise, nowSeconds);
  const gap = nowSeconds - track.evaluatedAtSeconds;
  if (gap >= 0 && gap < leastGapSeconds) return track;
  const severity = found === null ? track.severity : worse(found, track.severity);
  const streak = track.streak + 1;
  const streakSinceSeconds = track.streak === 0 ? nowSeconds : track.streakSinceSeconds;

  if (track.state === "pending") return found === null ? null : pending(severity, streak, streakSinceSeconds, raise, nowSeconds);
  if (found !== null) {
    const gotWorse = !reaches(track.severity, severity);
    const state = track.state === "acknowledged" && gotWorse ? "firing" : track.state;
    return { state, severity, streak: 0, streakSinceSeconds: nowSeconds, evaluatedAtSeconds: nowSeconds };
  }
  const state = lasted(streak, streakSinceSeconds, clear, nowSeconds) ? "resolved" : track.state;
  return { state, severity, streak, streakSinceSeconds, evaluatedAtSeconds: nowSeconds };
}

function pending(severity: Severity, streak: number, since: UnixSeconds, raise: Endurance, nowSeconds: UnixSeconds): Track {
  return lasted(streak, since, raise, nowSeconds)
    ? { state: "firing", severity, streak: 0, streakSinceSeconds: nowSeconds, evaluatedAtSeconds: nowSeconds }
    : { state: "pending", severity, streak, streakSinceSeconds: since, evaluatedAtSeconds: nowSeconds };
}

function lasted(streak: number, since: UnixSeconds, { evaluations, seconds }: Endurance, nowSeconds: UnixSeconds): boolean {
  return streak >= evaluations && nowSeconds - since >= seconds;
}
