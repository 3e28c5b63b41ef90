import type { JsonRpcApiProvider } from "ethers";
import { type PinnedBlock, pinBlock } from "../chain/block.ts";
import type { BlockFinder } from "../chain/blockFinder.ts";
import { UnexpectedAnswerError } from "../chain/errors.ts";
import type { MarketId } from "../core/market.ts";
import { bucketTime } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";
import { orphanedNumberIn } from "../store/observedBlocks.ts";
import { recordRefill } from "../store/recording.ts";
import { closeBuckets, type OpenBucket, openBuckets } from "../store/samplingGaps.ts";
import { type SampleDeps, takeSample } from "./sample.ts";

export interface RefillDeps extends SampleDeps {
  readonly marketIds: readonly MarketId[];
  readonly bucketSeconds: number;
  /** The node that `collector` asks, and where it finds blocks by their time. */
  readonly provider: JsonRpcApiProvider;
  readonly blocks: BlockFinder;
  /** How far back from its head this node still has the state of; null for an archive, which has all of it. */
  readonly stateSeconds: number | null;
}

export interface Refilled {
  readonly buckets: number;
  readonly stored: number;
  readonly rejected: number;
  /** What the node said of buckets that it could not read; they stay open. */
  readonly refusals: readonly string[];
}

export const NOTHING_REFILLED: Refilled = { buckets: 0, stored: 0, rejected: 0, refusals: [] };

/**
 * Reads what was missed, the newest buckets first, each at the last block that fell into it, and stores it like any other sample. At most
 * `mostBuckets`, and none is begun once `stop` is aborted. A bucket without a block is closed as irrecoverable.
 */
export async function refillGaps(deps: RefillDeps, mostBuckets: number, stop: AbortSignal): Promise<Refilled> {
  const { db, provider, bucketSeconds, marketIds, stateSeconds } = deps;
  let total = NOTHING_REFILLED;
  const wanted = async (sinceSeconds: UnixSeconds) => openBuckets(db, { marketIds, bucketSeconds, sinceSeconds, limit: mostBuckets });
  // Most of the time nothing is missing: then the node is not asked anything.
  if (stop.aborted || (await wanted(0)).length === 0) return total;
  const head = await pinBlock(provider);
  for (const open of await wanted(stateSeconds === null ? 0 : head.timeSeconds - stateSeconds)) {
    if (stop.aborted) break;
    // While a bucket goes on, its last block is not there yet.
    if (open.bucketTimeSeconds + bucketSeconds > head.timeSeconds) continue;
    try {
      total = sumOf(total, await refillBucket(deps, open, head));
    } catch (error) {
      // The node answers, and does not have this block's state: it may have that of others.
      if (!(error instanceof UnexpectedAnswerError)) throw error;
      total = { ...total, refusals: [...new Set([...total.refusals, error.message])] };
    }
  }
  return total;
}

export function sumOf(one: Refilled, other: Refilled): Refilled {
  return {
    buckets: one.buckets + other.buckets,
    stored: one.stored + other.stored,
    rejected: one.rejected + other.rejected,
    refusals: [...new Set([...one.refusals, ...other.refusals])],
  };
}

async function refillBucket(deps: RefillDeps, { bucketTimeSeconds, marketIds }: OpenBucket, head: PinnedBlock): Promise<Refilled> {
  const { db, bucketSeconds, chainId } = deps;
  const block = await blockOf(deps, bucketTimeSeconds, head);
  if (block === null) {
    const buckets = marketIds.map((marketId) => ({ marketId, bucketTimeSeconds }));
    await closeBuckets(db, bucketSeconds, buckets, "irrecoverable");
    return { ...NOTHING_REFILLED, buckets: 1 };
  }
  const sample = () => takeSample(deps, { blockNumber: block.number, nowSeconds: head.timeSeconds, maxBlockAgeSeconds: null });
  let snapshot = await sample();
  // What a source remembers of its market may be of another time: it has noticed, and reads it as it was then at the second try.
  if (snapshot.rejected.some(({ rule, marketId }) => rule === "unreadable" && marketIds.includes(marketId))) snapshot = await sample();
  const { stored, rejected } = await recordRefill(db, snapshot, marketIds, { chainId, bucketSeconds });
  return { buckets: 1, stored, rejected, refusals: [] };
}

/** The block to read a bucket at: the one that took the place of an orphaned sample's if it is of the bucket, else the bucket's last. */
async function blockOf(deps: RefillDeps, bucketTimeSeconds: UnixSeconds, head: PinnedBlock): Promise<PinnedBlock | null> {
  const { db, provider, blocks, chainId, bucketSeconds } = deps;
  const isOfBucket = (block: PinnedBlock | null) =>
    block !== null && bucketTime(block.timeSeconds, bucketSeconds) === bucketTimeSeconds ? block : null;
  const orphaned = await orphanedNumberIn(db, chainId, bucketTimeSeconds);
  const replacement = orphaned !== null && orphaned <= head.number ? isOfBucket(await pinBlock(provider, orphaned)) : null;
  return replacement ?? isOfBucket(await blocks.lastBefore(bucketTimeSeconds + bucketSeconds, head));
}
