import { backoffMilliseconds } from "../../chain/rpc/backoff.ts";

const PAUSES = { firstMilliseconds: 10_000, maxMilliseconds: 3_600_000 } as const;

/**
 * How long to wait after the `attempts`-th attempt failed: ten seconds at most, then twice as long each time up to an hour; never before the other
 * side wants to be asked again.
 * @param random From 0 to 1.
 */
export function pauseSeconds(attempts: number, retryAfterSeconds: number | null, random: number): number {
  return Math.ceil(Math.max(retryAfterSeconds ?? 0, backoffMilliseconds(PAUSES, attempts, random) / 1000));
}
