import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { GapReason } from "../core/sampling.ts";
import type { UnixSeconds } from "../core/units.ts";
import { gapsWithin } from "./samplingGaps.ts";
import { samplingProgress } from "./samplingProgress.ts";
import type { Database } from "./schema.ts";

/** How well one market was sampled. Counts are of buckets, but for `rejected`, which is of samples. */
export interface MarketSampling {
  readonly marketId: MarketId;
  /** Buckets that have begun since the market was first sampled, or since the report begins. */
  readonly expected: number;
  readonly stored: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly gaps: readonly GapSummary[];
  /** Neither sampled nor accounted for yet: since the last sample that could be recorded. */
  readonly pending: number;
  readonly lastSuccessSeconds: UnixSeconds | null;
  /** The longest time from a block to its stored sample, of samples taken live. */
  readonly worstLagSeconds: number | null;
}

export interface GapSummary {
  readonly reason: GapReason;
  readonly buckets: number;
  readonly refilled: number;
  readonly irrecoverable: number;
  readonly open: number;
}

export interface SamplingReportQuery {
  readonly chainId: number;
  readonly marketIds: readonly MarketId[];
  readonly bucketSeconds: number;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
}

/** The quality of what was sampled within a time, by market, in the order of `marketIds`. */
export async function samplingReport(db: Kysely<Database>, query: SamplingReportQuery): Promise<readonly MarketSampling[]> {
  const { chainId, marketIds, bucketSeconds, fromSeconds, toSeconds } = query;
  const progress = new Map((await samplingProgress(db, marketIds)).map((one) => [one.marketId, one]));
  // Of buckets that begin within the time, whole: one that has just begun is missed as a whole, too.
  const firstBegin = (seconds: UnixSeconds) => Math.ceil(seconds / bucketSeconds) * bucketSeconds;
  const gaps = await gapsWithin(db, marketIds, firstBegin(fromSeconds), firstBegin(toSeconds));
  const { rows: stored } = await sql<{ market_id: string; buckets: number; last: number; lag: number | null }>`
    select market_id, count(distinct observations.bucket_time) as buckets, max(observations.block_time) as last,
      (max(extract(epoch from observed_at) - observed_blocks.block_time) filter (where not refill))::float8 as lag
    from observations
    left join observed_blocks on chain_id = ${chainId} and number = block_number and orphaned_at is null
    where market_id = any(${marketIds}::text[])
      and observations.bucket_time >= ${fromSeconds} and observations.bucket_time < ${toSeconds}
    group by market_id`.execute(db);
  const { rows: rejected } = await sql<{ market_id: string; rule: string; samples: number }>`
    select market_id, rule, count(*) as samples from rejected_samples
    where market_id = any(${marketIds}::text[]) and sample_time >= ${fromSeconds} and sample_time < ${toSeconds}
    group by market_id, rule order by market_id, rule`.execute(db);

  return marketIds.map((marketId) => {
    const own = stored.find((row) => row.market_id === marketId);
    const known = progress.get(marketId);
    const begins = Math.max(fromSeconds, known?.firstBucketSeconds ?? toSeconds);
    const accounted = Math.min(toSeconds, known?.accountedUntilSeconds ?? toSeconds);
    return {
      marketId,
      expected: bucketsBetween(begins, Math.max(toSeconds, accounted), bucketSeconds),
      stored: own?.buckets ?? 0,
      rejected: Object.fromEntries(rejected.filter((row) => row.market_id === marketId).map(({ rule, samples }) => [rule, samples])),
      gaps: summarise(gaps.filter((gap) => gap.marketId === marketId)),
      pending: bucketsBetween(Math.max(begins, accounted), toSeconds, bucketSeconds),
      lastSuccessSeconds: own?.last ?? null,
      worstLagSeconds: own?.lag ?? null,
    };
  });
}

function bucketsBetween(fromSeconds: UnixSeconds, toSeconds: UnixSeconds, bucketSeconds: number): number {
  return Math.max(0, Math.ceil(toSeconds / bucketSeconds) - Math.ceil(fromSeconds / bucketSeconds));
}

function summarise(gaps: Awaited<ReturnType<typeof gapsWithin>>): readonly GapSummary[] {
  const reasons = [...new Set(gaps.map((gap) => gap.reason))];
  return reasons.map((reason) => {
    const those = gaps.filter((gap) => gap.reason === reason);
    const sum = (count: (gap: (typeof those)[number]) => number) => those.reduce((total, gap) => total + count(gap), 0);
    const [buckets, refilled, irrecoverable] = [sum((gap) => gap.buckets), sum((gap) => gap.refilled), sum((gap) => gap.irrecoverable)];
    return { reason, buckets, refilled, irrecoverable, open: buckets - refilled - irrecoverable };
  });
}
