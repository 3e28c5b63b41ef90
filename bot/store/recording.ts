import type { Kysely } from "kysely";
import type { MarketId } from "../core/market.ts";
import { bucketTime } from "../core/observation.ts";
import { gapsBetween, type Miss, type ObservedBlock, type SamplingGap } from "../core/sampling.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "../observe/collector.ts";
import { BLOCK_SKEW } from "../observe/quality.ts";
import { recordConditions } from "./conditions.ts";
import { insertObservations } from "./observations.ts";
import { rivalsOf, upsertObservedBlock } from "./observedBlocks.ts";
import { moveOrphans } from "./orphanedSamples.ts";
import { insertRejectedSamples } from "./rejectedSamples.ts";
import { closeBuckets, insertGaps } from "./samplingGaps.ts";
import { advanceSamplingProgress, lockSamplingProgress } from "./samplingProgress.ts";
import type { Database } from "./schema.ts";

export interface RecordingOptions {
  readonly chainId: number;
  readonly bucketSeconds: number;
  /** Why a bucket that has no sample by now was missed. */
  readonly missOf: (bucketTimeSeconds: UnixSeconds) => Miss;
  /** When it was seen, by the clock of whoever saw it; by the database's unless given. */
  readonly seenAtSeconds?: UnixSeconds;
}

/** What was written. */
export interface Recorded {
  readonly bucketTimeSeconds: UnixSeconds;
  /** Observations that are new. */
  readonly stored: number;
  readonly rejected: number;
  /** Buckets of markets that are accounted for as gaps from now on. */
  readonly missed: number;
  /** Samples whose block left the chain. */
  readonly orphaned: number;
}

/** Rules that speak of who was asked and not of the market: asked again, it may be different. */
const PASSING: ReadonlySet<string> = new Set([BLOCK_SKEW, "subgraph-unreachable", "subgraph-untrusted"]);

/** Nothing was read that could be right or wrong: the bucket is missed, and may be read again. */
const NOT_READ: ReadonlySet<string> = new Set(["unreadable", ...PASSING]);

/**
 * Records what was seen at one block: observations, rejected samples, the block, and for every market the buckets that went by without a
 * sample. All in one transaction, so that either all of it is there or the next sample finds all of it missing. The same snapshot again,
 * as after a crash, changes nothing.
 */
export function recordSnapshot(db: Kysely<Database>, snapshot: Snapshot, options: RecordingOptions): Promise<Recorded> {
  const { bucketSeconds, missOf } = options;
  const block = observedBlock(snapshot, bucketSeconds);
  const bucket = block.bucketTimeSeconds;
  const marketIds = [...new Set([...snapshot.observations, ...snapshot.rejected].map(({ marketId }) => marketId))].sort();
  return db.transaction().execute(async (transaction) => {
    const progress = new Map((await lockSamplingProgress(transaction, marketIds)).map((one) => [one.marketId, one.accountedUntilSeconds]));
    const { stored, orphaned } = await writeSamples(transaction, snapshot, options, false);

    const gaps: SamplingGap[] = [];
    for (const marketId of marketIds) {
      const until = progress.get(marketId);
      if (until !== undefined && until > bucket) continue;
      if (until !== undefined) gaps.push(...gapsBetween(marketId, until, bucket, bucketSeconds, missOf));
      const unread = unreadOf(snapshot, marketId);
      if (unread !== null) gaps.push(...gapsBetween(marketId, bucket, bucket + 1, bucketSeconds, () => unread));
    }
    await insertGaps(transaction, bucketSeconds, gaps);
    await advanceSamplingProgress(transaction, marketIds, bucket, bucket + bucketSeconds);
    return {
      bucketTimeSeconds: bucket,
      stored,
      rejected: snapshot.rejected.length,
      missed: gaps.reduce((sum, gap) => sum + (gap.lastBucketSeconds - gap.firstBucketSeconds) / bucketSeconds + 1, 0),
      orphaned,
    };
  });
}

/**
 * Records what was read later of a bucket that these markets missed. What was refused, or cannot be read at that block, is irrecoverable: it
 * would be no different another time.
 */
export function recordRefill(
  db: Kysely<Database>,
  snapshot: Snapshot,
  marketIds: readonly MarketId[],
  options: Omit<RecordingOptions, "missOf">,
): Promise<Recorded> {
  const { bucketSeconds } = options;
  const wanted = new Set(marketIds);
  const observations = snapshot.observations.filter(({ marketId }) => wanted.has(marketId));
  const rejected = snapshot.rejected.filter(({ marketId }) => wanted.has(marketId));
  const bucketTimeSeconds = bucketTime(snapshot.block.timeSeconds, bucketSeconds);
  return db.transaction().execute(async (transaction) => {
    const { stored, orphaned } = await writeSamples(transaction, { ...snapshot, observations, rejected }, options, true);
    const hopeless = rejected.filter(({ rule }) => !PASSING.has(rule)).map(({ marketId }) => ({ marketId, bucketTimeSeconds }));
    await closeBuckets(transaction, bucketSeconds, hopeless, "irrecoverable");
    return { bucketTimeSeconds, stored, rejected: rejected.length, missed: 0, orphaned };
  });
}

/** Returns how many observations are new, and how many turned out to be of blocks that left the chain. */
async function writeSamples(
  transaction: Kysely<Database>,
  snapshot: Snapshot,
  { chainId, bucketSeconds, seenAtSeconds }: Omit<RecordingOptions, "missOf">,
  refill: boolean,
): Promise<Pick<Recorded, "stored" | "orphaned">> {
  const block = observedBlock(snapshot, bucketSeconds);
  const gone = new Map(
    [...snapshot.orphaned, ...(await rivalsOf(transaction, chainId, block))].map((one) => [`${one.number} ${one.hash}`, one]),
  );
  const orphaned = await moveOrphans(transaction, chainId, bucketSeconds, [...gone.values()]);
  if (snapshot.observations.length > 0) await upsertObservedBlock(transaction, chainId, block, { refill, seenAtSeconds });
  const stored = await insertObservations(transaction, snapshot.observations);
  await insertRejectedSamples(transaction, snapshot.rejected);
  await recordConditions(transaction, snapshot);
  const filled = snapshot.observations.map(({ marketId, bucketTimeSeconds }) => ({ marketId, bucketTimeSeconds }));
  await closeBuckets(transaction, bucketSeconds, filled, "refilled");
  return { stored, orphaned };
}

function observedBlock({ block }: Snapshot, bucketSeconds: number): ObservedBlock {
  const { number, hash, timeSeconds } = block;
  return { number, hash, timeSeconds, bucketTimeSeconds: bucketTime(timeSeconds, bucketSeconds) };
}

/** Why a market gave nothing that could be judged; null if it gave something. */
function unreadOf({ observations, rejected }: Snapshot, marketId: MarketId): Miss | null {
  if (observations.some((one) => one.marketId === marketId)) return null;
  const mine = rejected.filter((one) => one.marketId === marketId);
  const unread = mine.find(({ rule }) => NOT_READ.has(rule));
  return mine.length === 1 && unread !== undefined ? { reason: "unreadable", detail: unread.detail } : null;
}
