/** Pauses that double from one failure to the next, up to a ceiling. */
export interface Backoff {
  readonly firstMilliseconds: number;
  readonly maxMilliseconds: number;
}

/**
 * How long to wait after failure number `failures`, counted from 1. Half of it is left to `random` (0 to 1), so that many clients that
 * failed together do not come back together, and none comes back at once.
 */
export function backoffMilliseconds({ firstMilliseconds, maxMilliseconds }: Backoff, failures: number, random: number): number {
  const whole = Math.min(maxMilliseconds, firstMilliseconds * 2 ** (failures - 1));
  return (whole * (1 + random)) / 2;
}
