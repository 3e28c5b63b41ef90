import { type ReportSettings, WEEKDAYS } from "../../config/reportSettings.ts";
import { PERIOD_SECONDS } from "../../core/periodYield.ts";
import { REPORT_SECONDS, type ReportPeriod } from "../../core/reportPeriod.ts";
import type { UnixSeconds } from "../../core/units.ts";

const DAY_SECONDS = PERIOD_SECONDS.day;

/** A period whose report is due. */
export interface DuePeriod {
  readonly period: ReportPeriod;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
}

/**
 * Of each kind the last report that is due: sent late it is still news until the next one is due. All of it is in UTC, which has no summer time. Pure.
 */
export function duePeriods({ daily, weekly }: Pick<ReportSettings, "daily" | "weekly">, nowSeconds: UnixSeconds): readonly DuePeriod[] {
  const days = daily === null ? [] : [periodUntil("day", lastMidnight(daily, nowSeconds))];
  if (weekly === null) return days;
  const last = lastMidnight(weekly.at, nowSeconds);
  const since = (new Date(last * 1000).getUTCDay() - WEEKDAYS.indexOf(weekly.day) + 7) % 7;
  return [...days, periodUntil("week", last - since * DAY_SECONDS)];
}

/** The start of the last day on which it has been `timeOfDay`. */
function lastMidnight(timeOfDay: string, nowSeconds: UnixSeconds): UnixSeconds {
  const [hours = 0, minutes = 0] = timeOfDay.split(":").map(Number);
  return Math.floor((nowSeconds - hours * 3_600 - minutes * 60) / DAY_SECONDS) * DAY_SECONDS;
}

function periodUntil(period: ReportPeriod, toSeconds: UnixSeconds): DuePeriod {
  return { period, fromSeconds: toSeconds - REPORT_SECONDS[period], toSeconds };
}
