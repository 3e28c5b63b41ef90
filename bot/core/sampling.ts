import type { MarketId } from "./market.ts";
import type { UnixSeconds } from "./units.ts";

/** A block at which samples were stored, to be recognised again: after a reorganisation its number belongs to another one. */
export interface ObservedBlock {
  readonly number: number;
  readonly hash: string;
  readonly timeSeconds: UnixSeconds;
  /** The sampling bucket its samples belong to. */
  readonly bucketTimeSeconds: UnixSeconds;
}

/**
 * Why a bucket has no sample. `not-running`: nobody was there to take one. `rpc`: no endpoint gave a usable answer. `database`: the database
 * could not take it. `overrun`: earlier work took so long that the bucket went by. `stale-head`: the newest block was of an earlier bucket.
 * `unreadable`: this market alone could not be read. `reorg`: the sample's block left the chain. `failed`: anything else.
 */
export const GAP_REASONS = ["not-running", "rpc", "database", "overrun", "stale-head", "unreadable", "reorg", "failed"] as const;

export type GapReason = (typeof GAP_REASONS)[number];

/** Why one bucket was missed, with the words of the failure. */
export interface Miss {
  readonly reason: GapReason;
  readonly detail: string;
}

/** Buckets of one market without a sample, one after the other and for one reason. */
export interface SamplingGap extends Miss {
  readonly marketId: MarketId;
  readonly firstBucketSeconds: UnixSeconds;
  readonly lastBucketSeconds: UnixSeconds;
}

/** The buckets from `fromSeconds` on that begin before `untilSeconds`, in gaps of one reason each. Pure. */
export function gapsBetween(
  marketId: MarketId,
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
  bucketSeconds: number,
  missOf: (bucketSeconds: UnixSeconds) => Miss,
): readonly SamplingGap[] {
  const gaps: SamplingGap[] = [];
  const first = Math.ceil(fromSeconds / bucketSeconds) * bucketSeconds;
  for (let bucket = first; bucket < untilSeconds; bucket += bucketSeconds) {
    const miss = missOf(bucket);
    const last = gaps.at(-1);
    if (last?.reason === miss.reason && last.detail === miss.detail) gaps[gaps.length - 1] = { ...last, lastBucketSeconds: bucket };
    else gaps.push({ marketId, firstBucketSeconds: bucket, lastBucketSeconds: bucket, ...miss });
  }
  return gaps;
}
