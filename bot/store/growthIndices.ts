import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import { ROLLUP_ORIGIN } from "./rollups.ts";
import type { Database } from "./schema.ts";

/** A market's growth index as it was known at a time. */
export interface GrowthIndex {
  readonly marketId: MarketId;
  /** The time asked about. */
  readonly atSeconds: UnixSeconds;
  readonly blockTimeSeconds: UnixSeconds;
  readonly growthIndexRay: bigint;
}

/** Bounds the search by bucket: an index that is older says nothing of that time. */
const OLDEST_SECONDS = 86_400;

/** Each market's last observation at each time or within the day before; what was not observed is left out. One index probe a market and time. */
export async function growthIndices(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  timesSeconds: readonly UnixSeconds[],
): Promise<readonly GrowthIndex[]> {
  if (marketIds.length === 0 || timesSeconds.length === 0) return [];
  const { rows } = await sql<GrowthIndex>`
    select wanted.id as "marketId", wanted_time.at as "atSeconds", block_time as "blockTimeSeconds", growth_index_ray as "growthIndexRay"
    from unnest(${marketIds}::text[]) as wanted (id)
    cross join unnest(${timesSeconds}::bigint[]) as wanted_time (at)
    cross join lateral (
      select block_time, growth_index_ray from observations
      where observations.market_id = wanted.id and bucket_time <= wanted_time.at and bucket_time > wanted_time.at - ${sql.lit(OLDEST_SECONDS)}
      order by bucket_time desc, block_number desc limit 1
    ) as latest
    order by wanted.id, wanted_time.at`.execute(db);
  return rows;
}

/** What one market paid over a time as the sums of its days have it. */
export interface MeanGrowth {
  readonly marketId: MarketId;
  /** Log growth of its index per year, as `realisedSupplyApr` has it: the mean over the days that are known. */
  readonly realisedApr: Apr;
  /** How many seconds of the time they are. */
  readonly knownSeconds: number;
}

/** The same over whole days (UTC) within a time, for observations that were let go since: rollups outlive them. */
export async function meanDailyGrowth(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly MeanGrowth[]> {
  if (marketIds.length === 0) return [];
  const { rows } = await sql<MeanGrowth>`
    select market_id as "marketId", avg(realised_apr) as "realisedApr", count(*) * ${sql.lit(PERIOD_SECONDS.day)} as "knownSeconds"
    from daily_yields
    where market_id = any(${marketIds}::text[]) and origin = ${ROLLUP_ORIGIN} and realised_apr is not null
      and period_start >= ${fromSeconds} and period_start <= ${untilSeconds - PERIOD_SECONDS.day}
    group by market_id order by market_id`.execute(db);
  return rows;
}
