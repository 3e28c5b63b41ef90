import { PERIOD_SECONDS } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { growthOf, type NavPath } from "./navPath.ts";

/** Crypto trades every day: 365 of them a year, and √365 from a day's deviation to a year's. */
export const DAYS_PER_YEAR = 365;

const DAY_SECONDS = PERIOD_SECONDS.day;

/** A path seen at its start, at every midnight (UTC) on the way and at its end. */
export interface DailyGrowth {
  readonly timeSeconds: Float64Array;
  /** What one unit of initial capital has grown to, free of deposits and withdrawals; the first is 1. */
  readonly growth: Float64Array;
}

/** Returns of whole UTC days, a fraction a day. */
export interface DailyReturns {
  /** Midnight (UTC) at which each day begins. */
  readonly dayStartSeconds: Float64Array;
  readonly returns: Float64Array;
}

/**
 * Resamples a path to UTC days. At a midnight counts the last value known then, one of that very moment included: days without a value return
 * zero and the next value the whole change, since nothing is known of the way between.
 *
 * @throws NavPathError as `growthOf`.
 */
export function dailyGrowth(path: NavPath): DailyGrowth {
  const growth = growthOf(path);
  const last = growth.length - 1;
  const start = path.timeSeconds[0] as number;
  const end = path.timeSeconds[last] as number;
  const times = [start];
  for (let midnight = midnightAfter(start); midnight < end; midnight += DAY_SECONDS) times.push(midnight);
  if (end > start) times.push(end);
  let point = 0;
  const seen = Float64Array.from(times, (time) => {
    while (point < last && (path.timeSeconds[point + 1] as number) <= time) point += 1;
    return growth[point] as number;
  });
  return { timeSeconds: Float64Array.from(times), growth: seen };
}

/** The returns of the days that were seen from midnight to midnight; what a path saw of its first and last day otherwise is no day's return. */
export function dailyReturns({ timeSeconds, growth }: DailyGrowth): DailyReturns {
  const starts: UnixSeconds[] = [];
  const returns: number[] = [];
  for (let i = 1; i < growth.length; i++) {
    const dayStart = timeSeconds[i - 1] as number;
    if ((timeSeconds[i] as number) - dayStart !== DAY_SECONDS) continue;
    starts.push(dayStart);
    returns.push((growth[i] as number) / (growth[i - 1] as number) - 1);
  }
  return { dayStartSeconds: Float64Array.from(starts), returns: Float64Array.from(returns) };
}

/** From first to last value, in days and their fractions. */
export function durationDays({ timeSeconds }: DailyGrowth): number {
  return ((timeSeconds.at(-1) as number) - (timeSeconds[0] as number)) / DAY_SECONDS;
}

function midnightAfter(timeSeconds: UnixSeconds): UnixSeconds {
  return (Math.floor(timeSeconds / DAY_SECONDS) + 1) * DAY_SECONDS;
}
