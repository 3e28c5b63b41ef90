import { rowsByMarket } from "../../../predict/evaluate/rows.ts";
import type { JudgedRisks } from "../judged.ts";

const SAME_EVENT_SECONDS = 3600;
const HIGH = 2;

/** One time at which something of class high began in a market, and what had been said before. */
export interface HighEvent {
  /** Counts into the judged markets. */
  readonly market: number;
  readonly atSeconds: number;
  /** Moments within the horizon before it from which it was the first thing to come. */
  readonly moments: number;
  /** From the first alarm of the unbroken run that was on when it happened; null where none was: the event was missed. */
  readonly leadSeconds: number | null;
  /** Since the market was last known to be in class high, or to enter it; null where it never was before. */
  readonly quietSeconds: number | null;
}

/**
 * The onsets of class high, by market and time. Moments at which something of class high is the case already are no chance to foresee
 * anything and count for nothing, though they end the quiet before the next event. All other moments whose first high outcome is at the same
 * time (within an hour) belong to one event, and so none is farther from it than the horizon.
 *
 * The lead is counted strictly: from the earliest moment of the event since which every moment said high, up to the last one before it.
 * An alarm that was withdrawn before the event does not count, since whoever obeyed it was back in; nor does the time before the event's
 * first moment, for an alarm earlier than the horizon, or for an earlier event, was about something else.
 */
export function highEvents(judged: JudgedRisks): readonly HighEvent[] {
  const markets = [...rowsByMarket(judged)].toSorted(([a], [b]) => a - b);
  return markets.flatMap(([market, rows]) => eventsOf(judged, market, rows));
}

function eventsOf(judged: JudgedRisks, market: number, rows: readonly number[]): HighEvent[] {
  const { madeAtSeconds, highInSeconds, isHighNow, said } = judged;
  const events: HighEvent[] = [];
  let lastHighAt: number | null = null;
  for (const row of rows) {
    const at = madeAtSeconds[row] as number;
    if (isHighNow[row] === 1) lastHighAt = at;
    const leadSeconds = highInSeconds[row] as number;
    if (isHighNow[row] === 1 || Number.isNaN(leadSeconds)) continue;
    const atSeconds = at + leadSeconds;
    const isAlarm = said[row] === HIGH;
    const event = events.at(-1);
    if (event !== undefined && Math.abs(atSeconds - event.atSeconds) <= SAME_EVENT_SECONDS) {
      events[events.length - 1] = {
        ...event,
        moments: event.moments + 1,
        leadSeconds: isAlarm ? (event.leadSeconds ?? leadSeconds) : null,
      };
    } else {
      lastHighAt = latest(lastHighAt, event?.atSeconds ?? null);
      events.push({
        market,
        atSeconds,
        moments: 1,
        leadSeconds: isAlarm ? leadSeconds : null,
        quietSeconds: lastHighAt === null ? null : atSeconds - lastHighAt,
      });
    }
  }
  return events;
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
