import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";
import { BELIEVED_AFTER, type MarketPast } from "../observe/judge.ts";
import { COMPARABLE_SECONDS, PAIR_RULES } from "../observe/plausibility.ts";
import { type ObservationRow, toObservation } from "./observations.ts";
import type { Database } from "./schema.ts";

/** Bounds the search by bucket, which tables are ordered by. */
const LONGEST_BUCKET_SECONDS = 86_400;

/** What the next sample of each market, of a block at `timeSeconds`, is judged by. */
export async function marketPasts(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  timeSeconds: UnixSeconds,
): Promise<ReadonlyMap<MarketId, MarketPast>> {
  const since = timeSeconds - COMPARABLE_SECONDS;
  const { rows: accepted } = await sql<ObservationRow>`
    select latest.*, rate_models.model as rate_model
    from unnest(${marketIds}::text[]) as wanted (market_id)
    cross join lateral (
      select * from observations
      where observations.market_id = wanted.market_id and block_time < ${timeSeconds} and bucket_time <= ${timeSeconds}
        and bucket_time > ${since - LONGEST_BUCKET_SECONDS} and block_time >= ${since}
      order by bucket_time desc, block_number desc limit 1
    ) as latest
    join rate_models on rate_models.id = latest.rate_model_id`.execute(db);
  const times = marketIds.map((id) => accepted.find((row) => row.market_id === id)?.block_time ?? since);
  const { rows: refused } = await sql<{ market_id: string; sample: unknown }>`
    select wanted.market_id, latest.sample
    from unnest(${marketIds}::text[], ${times}::bigint[]) as wanted (market_id, after)
    cross join lateral (
      select sample, sample_time from rejected_samples
      where rejected_samples.market_id = wanted.market_id and rule = any(${PAIR_RULES}::text[])
        and sample_time > wanted.after and sample_time < ${timeSeconds}
      order by sample_time desc limit ${BELIEVED_AFTER}
    ) as latest
    order by wanted.market_id, latest.sample_time`.execute(db);
  return new Map(
    marketIds.map((id) => {
      const last = accepted.find((row) => row.market_id === id);
      const samples = refused.filter((row) => row.market_id === id).map((row) => observationFromJson(row.sample));
      return [id, { accepted: last === undefined ? null : toObservation(last), refused: samples }];
    }),
  );
}

/** An observation as a rejected sample keeps it, with amounts as decimal strings. */
function observationFromJson(sample: unknown): Observation {
  const stored = sample as Observation;
  return {
    ...stored,
    growthIndexRay: BigInt(stored.growthIndexRay),
    totalSupply: BigInt(stored.totalSupply),
    totalBorrow: BigInt(stored.totalBorrow),
    liquidity: BigInt(stored.liquidity),
    supplyRoom: stored.supplyRoom === null ? null : BigInt(stored.supplyRoom),
  };
}
