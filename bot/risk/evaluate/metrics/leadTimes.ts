import { quantile } from "../../../predict/interval.ts";
import type { HighEvent } from "./highEvents.ts";

/** How long before events alarms went on. */
export interface LeadTimes {
  readonly events: number;
  readonly caught: number;
  /** Of the events; NaN without any. */
  readonly caughtShare: number;
  /** Over those that were caught; NaN without any. */
  readonly medianLeadHours: number;
}

export function leadTimes(events: readonly HighEvent[]): LeadTimes {
  const hours = leadHours(events).toSorted((a, b) => a - b);
  return {
    events: events.length,
    caught: hours.length,
    caughtShare: hours.length / events.length,
    medianLeadHours: hours.length === 0 ? Number.NaN : quantile(hours, 0.5),
  };
}

/** Of the events that were caught. */
export function leadHours(events: readonly HighEvent[]): readonly number[] {
  return events.flatMap(({ leadSeconds }) => (leadSeconds === null ? [] : [leadSeconds / 3600]));
}

/** Events after at least so long a quiet: a market that goes in and out of trouble every day is not fifty surprises. */
export function afterQuiet(events: readonly HighEvent[], leastQuietSeconds: number): readonly HighEvent[] {
  return events.filter(({ quietSeconds }) => quietSeconds === null || quietSeconds >= leastQuietSeconds);
}
