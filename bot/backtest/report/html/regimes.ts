import type { UnixSeconds } from "../../../core/units.ts";
import { annualisedReturnOf } from "../../metrics/annualisedReturn.ts";
import type { DailyReturns } from "../../metrics/daily.ts";
import { LEAST_DAYS } from "../../metrics/duration.ts";

/** How long a market's going is looked back on. */
export const TRAILING_DAYS = 30;

/** What yields had been before a day. */
export const YIELD_REGIMES = ["low", "middle", "high"] as const;
export type YieldRegime = (typeof YIELD_REGIMES)[number];

/**
 * Each day's regime by what a contender that follows the markets (equal-weight) returned in the 30 days before it: in the lowest, middle or
 * highest third of all such days. Where the thirds lie is known afterwards only; what a day is held against them is known when it begins. The
 * first 30 days have none.
 */
export function yieldRegimes({ dayStartSeconds, returns }: DailyReturns): ReadonlyMap<UnixSeconds, YieldRegime> {
  const trailing = Array.from(returns.keys())
    .slice(TRAILING_DAYS)
    .map((day) => ({ day, before: annualisedReturnOf(returns.subarray(day - TRAILING_DAYS, day)) }));
  const ranked = trailing.toSorted((a, b) => a.before - b.before || a.day - b.day);
  return new Map(
    ranked.map(({ day }, rank) => [
      dayStartSeconds[day] as number,
      YIELD_REGIMES[Math.floor((YIELD_REGIMES.length * rank) / ranked.length)] as YieldRegime,
    ]),
  );
}

/** "2023 Q1" of a moment. */
export function quarterOf(seconds: UnixSeconds): string {
  const day = new Date(1000 * seconds);
  return `${day.getUTCFullYear()} Q${Math.floor(day.getUTCMonth() / 3) + 1}`;
}

export interface GroupReturn {
  readonly days: number;
  /** A fraction a year; null for fewer than 30 days. */
  readonly annualisedReturn: number | null;
}

/** What the days of each group returned; days of no group (undefined) are left out. */
export function returnsByGroup(
  { dayStartSeconds, returns }: DailyReturns,
  groupOf: (dayStart: UnixSeconds) => string | undefined,
): ReadonlyMap<string, GroupReturn> {
  const groups = new Map<string, number[]>();
  for (const [i, day] of dayStartSeconds.entries()) {
    const group = groupOf(day);
    if (group === undefined) continue;
    const values = groups.get(group) ?? [];
    values.push(returns[i] as number);
    groups.set(group, values);
  }
  return new Map(
    Array.from(groups, ([group, values]) => [
      group,
      { days: values.length, annualisedReturn: values.length < LEAST_DAYS ? null : annualisedReturnOf(Float64Array.from(values)) },
    ]),
  );
}
