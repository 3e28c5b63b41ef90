import { bucketTime } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";

export interface Schedule {
  readonly bucketSeconds: number;
  /** How long after its start a bucket is sampled: long enough that a block of it is there, though one or two slots were missed. */
  readonly delaySeconds: number;
}

/** The next bucket to sample. */
export interface Due {
  readonly bucketTimeSeconds: UnixSeconds;
  readonly waitMilliseconds: number;
  /** Buckets that went by since the last one, and will not be sampled in time any more. */
  readonly missed: readonly UnixSeconds[];
}

const LONGEST_DELAY_SECONDS = 30;

export function scheduleOf(bucketSeconds: number): Schedule {
  return { bucketSeconds, delaySeconds: Math.min(LONGEST_DELAY_SECONDS, bucketSeconds / 10) };
}

/**
 * When to sample next, given the bucket that was sampled last; null for the first sample, which is due at once. Buckets are aligned to UTC and
 * the time of each follows from its own start, so nothing ever drifts. A bucket that is late is sampled for as long as it lasts. Pure.
 */
export function nextDue({ bucketSeconds, delaySeconds }: Schedule, last: UnixSeconds | null, nowMilliseconds: number): Due {
  const current = bucketTime(nowMilliseconds / 1000, bucketSeconds);
  if (last === null) return { bucketTimeSeconds: current, waitMilliseconds: 0, missed: [] };
  const bucketTimeSeconds = Math.max(current, last + bucketSeconds);
  const missed: UnixSeconds[] = [];
  for (let bucket = last + bucketSeconds; bucket < bucketTimeSeconds; bucket += bucketSeconds) missed.push(bucket);
  return {
    bucketTimeSeconds,
    waitMilliseconds: Math.max(0, Math.ceil((bucketTimeSeconds + delaySeconds) * 1000 - nowMilliseconds)),
    missed,
  };
}
