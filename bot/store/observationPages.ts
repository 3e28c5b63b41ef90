import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type ObservationRow, toObservation } from "./observations.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database } from "./schema.ts";

/** One market within a time. */
export interface MarketTimes extends PageQuery {
  readonly marketId: MarketId;
  readonly fromSeconds: UnixSeconds;
  /** Not included. */
  readonly toSeconds: UnixSeconds;
}

/** Every observation in buckets that begin in the time asked for, oldest first. */
export async function observationPage(
  db: Kysely<Database>,
  { marketId, fromSeconds, toSeconds, after, limit }: MarketTimes,
): Promise<Page<Observation>> {
  // Partitions are pruned by the bounds of one column, not by a row's.
  const from = Math.max(fromSeconds, after === null ? 0 : Number(after[0]));
  const { rows } = await sql<ObservationRow>`
    select observations.*, rate_models.model as rate_model
    from observations join rate_models on rate_models.id = observations.rate_model_id
    where market_id = ${marketId} and bucket_time >= ${from} and bucket_time < ${toSeconds}
      and ${isBeyond(["bucket_time", "block_number"], after, "asc")}
    order by bucket_time, block_number limit ${limit + 1}`.execute(db);
  return pageOf(rows, limit, { itemOf: toObservation, keyOf: (row) => [row.bucket_time, row.block_number] });
}
