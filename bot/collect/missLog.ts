import type { Miss } from "../core/sampling.ts";
import type { UnixSeconds } from "../core/units.ts";
import { missOf } from "./failures.ts";

/** What a process remembers of the buckets it could not sample, until it can record them. */
export interface MissLog {
  /** Why a bucket has no sample, as far as this process knows. */
  reasonOf(bucketTimeSeconds: UnixSeconds): Miss;
  /** A sample was tried and failed. */
  failed(bucketTimeSeconds: UnixSeconds, error: unknown): void;
  /** Nobody had time for these. */
  overrun(buckets: readonly UnixSeconds[]): void;
  /** A sample of this bucket is recorded, and with it every miss before. */
  recorded(bucketTimeSeconds: UnixSeconds): void;
}

const OVERRUN: Miss = { reason: "overrun", detail: "earlier work went on until the bucket was over" };
const NOT_RUNNING: Miss = { reason: "not-running", detail: "nobody was observing" };

/** Longer ago than so many failures, all that is known is that a bucket was missed. */
const MOST_MISSES = 10_000;

export function createMissLog(): MissLog {
  const misses = new Map<UnixSeconds, Miss>();
  /** The first bucket that this process has recorded: before it, nobody was running. */
  let since = Number.POSITIVE_INFINITY;
  const remember = (bucket: UnixSeconds, miss: Miss) => {
    misses.set(bucket, miss);
    if (misses.size > MOST_MISSES) misses.delete(misses.keys().next().value as UnixSeconds);
  };
  return {
    reasonOf: (bucket) => misses.get(bucket) ?? (bucket >= since ? OVERRUN : NOT_RUNNING),
    failed: (bucket, error) => remember(bucket, missOf(error)),
    overrun: (buckets) => {
      for (const bucket of buckets) remember(bucket, OVERRUN);
    },
    recorded: (recorded) => {
      since = Math.min(since, recorded);
      for (const bucket of misses.keys()) if (bucket < recorded) misses.delete(bucket);
    },
  };
}
