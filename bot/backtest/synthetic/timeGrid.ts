import type { UnixSeconds } from "../../core/units.ts";

/** The moments of a made-up past: evenly apart, the first at the start of a day. */
export interface TimeGrid {
  readonly fromSeconds: UnixSeconds;
  readonly days: number;
  /** A whole part of a day. */
  readonly stepSeconds: number;
}

export const DAY_SECONDS = 86_400;
export const HOURS_A_DAY = 24;
export const YEAR_DAYS = 365;

/** Moments at which markets are seen. */
export function pointsOf({ days, stepSeconds }: TimeGrid): number {
  return (days * DAY_SECONDS) / stepSeconds;
}

/** States from the first moment to the end of the last step: one more than there are points. */
export function statesOf(grid: TimeGrid): number {
  return pointsOf(grid) + 1;
}
