import { type Kysely, sql } from "kysely";
import type { ObservedBlock, SamplingGap } from "../core/sampling.ts";
import { rejectedFor } from "../observe/judge.ts";
import { type ObservationRow, toObservation } from "./observations.ts";
import { markOrphaned } from "./observedBlocks.ts";
import { insertRejectedSamples } from "./rejectedSamples.ts";
import { reopenBuckets } from "./samplingGaps.ts";
import type { Database } from "./schema.ts";

/** The rule that a sample's block is part of the chain. The value is the block's number. */
export const ORPHANED_BLOCK = "orphaned-block";

/**
 * Moves the samples of blocks that left the chain to the rejected ones, and opens their buckets where no other sample is left in them. Returns
 * how many samples there were. For a transaction.
 */
export async function moveOrphans(
  db: Kysely<Database>,
  chainId: number,
  bucketSeconds: number,
  blocks: readonly ObservedBlock[],
): Promise<number> {
  if (blocks.length === 0) return 0;
  const { rows } = await sql<ObservationRow>`
    with deleted as (
      delete from observations
      using unnest(${blocks.map((block) => block.number)}::bigint[], ${blocks.map((block) => block.bucketTimeSeconds)}::bigint[])
        as gone (number, bucket), markets
      where observations.block_number = gone.number and observations.bucket_time = gone.bucket
        and markets.id = observations.market_id and markets.chain_id = ${chainId}
      returning observations.*
    )
    select deleted.*, rate_models.model as rate_model from deleted join rate_models on rate_models.id = deleted.rate_model_id`.execute(db);
  const orphans = rows.map(toObservation);
  const hashes = new Map(blocks.map(({ number, hash }) => [number, hash]));
  await insertRejectedSamples(
    db,
    orphans.map((orphan) => ({
      ...rejectedFor(orphan, { rule: ORPHANED_BLOCK, value: orphan.blockNumber }),
      detail: `block ${hashes.get(orphan.blockNumber)} is no longer part of the chain`,
    })),
  );
  await markOrphaned(db, chainId, blocks);

  const { rows: sampled } = await sql<{ market_id: string; bucket_time: number }>`
    select distinct observations.market_id, observations.bucket_time
    from observations
    join unnest(${orphans.map((one) => one.marketId)}::text[], ${orphans.map((one) => one.bucketTimeSeconds)}::bigint[])
      as gone (market_id, bucket) on observations.market_id = gone.market_id and observations.bucket_time = gone.bucket`.execute(db);
  const left = new Set(sampled.map((row) => `${row.market_id} ${row.bucket_time}`));
  const gaps = new Map<string, SamplingGap>();
  for (const { marketId, bucketTimeSeconds, blockNumber } of orphans) {
    const key = `${marketId} ${bucketTimeSeconds}`;
    if (left.has(key)) continue;
    gaps.set(key, {
      marketId,
      firstBucketSeconds: bucketTimeSeconds,
      lastBucketSeconds: bucketTimeSeconds,
      reason: "reorg",
      detail: `block ${blockNumber} was replaced`,
    });
  }
  await reopenBuckets(db, bucketSeconds, [...gaps.values()]);
  return orphans.length;
}
