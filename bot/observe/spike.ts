import type { Apr } from "../core/units.ts";

/** A rate is held against the one before it only if that is no older: rates move, and after five hours anything may be true. */
export const SPIKE_SECONDS = 5 * 3_600;

/** The field's rule: more than five times the last rate is a spike. Falls are none, for rates do fall to nothing. */
export const SPIKE_FACTOR = 5;

/** Rates below 1 % count as 1 % when a rise is judged: from 0.1 to 0.9 % is an ordinary day. */
export const LEAST_BASE_APR: Apr = 0.01;

/**
 * A rate beyond the kink of its model rises tenfold within a block, honestly: then utilization has risen with it. Of 1,220 jumps by more than
 * five times to more than 5 % within five hours in the hourly history of 76 markets, utilization had risen by two points or more in 1,208.
 */
export const EXPLAINING_UTILIZATION_RISE = 0.02;

/**
 * Whether a rate is too far above the last one to be believed at once.
 *
 * @param utilizationRise Since then, a fraction; null if it is not known.
 */
export function isSpike(apr: Apr, lastApr: Apr, utilizationRise: number | null): boolean {
  if (utilizationRise !== null && utilizationRise >= EXPLAINING_UTILIZATION_RISE) return false;
  return apr > SPIKE_FACTOR * Math.max(lastApr, LEAST_BASE_APR);
}
