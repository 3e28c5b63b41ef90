import { type Kysely, sql } from "kysely";
import type { Market } from "../../../bot/core/market.ts";
import type { UnixSeconds } from "../../../bot/core/units.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import type { Database } from "../../../bot/store/schema.ts";

export const BUCKET_SECONDS = 300;
export const SECONDS_PER_BLOCK = 12;
/** From the start of a bucket to the block that is read in it. */
export const BLOCK_DELAY_SECONDS = 12;
const DAY_SECONDS = 86_400;
/** Of one statement: no transaction is long. */
const DAYS_PER_STATEMENT = 30;

/** The buckets in which everything was observed, the last of them the present one. */
export interface PastBuckets {
  readonly firstSeconds: UnixSeconds;
  readonly lastSeconds: UnixSeconds;
}

/** So many rows of so many markets, a row a bucket, until now. */
export function pastBuckets(rows: number, markets: number, nowSeconds: UnixSeconds): PastBuckets {
  const lastSeconds = Math.floor((nowSeconds - BLOCK_DELAY_SECONDS) / BUCKET_SECONDS) * BUCKET_SECONDS;
  return { firstSeconds: lastSeconds - (Math.ceil(rows / markets) - 1) * BUCKET_SECONDS, lastSeconds };
}

/**
 * Stores a sample of every market in every bucket, in the order a keeper would have: bucket by bucket, so that a market's rows lie far apart.
 * The server makes them, with amounts of full length, rates that go up and down with the hours, and indexes that grow as fast as these say.
 */
export async function storeObservations(db: Kysely<Database>, markets: readonly Market[], past: PastBuckets): Promise<void> {
  await upsertMarkets(db, markets);
  const ids = markets.map(({ id }) => id);
  await sql`
    insert into rate_models select rate_model_id(model), model
    from generate_series(1, ${ids.length}::integer) as place, jsonb_build_object('kind', 'kinked-borrow', 'optimalUtilization', 0.92,
      'baseBorrowApr', 0, 'slope1Apr', 0.05 + place / 10000.0, 'slope2Apr', 0.4, 'reserveFactor', 0.1) as model
    on conflict do nothing`.execute(db);
  const { firstSeconds, lastSeconds } = past;
  await sql`select ensure_observation_partitions(array(
    select generate_series(${firstSeconds}::bigint, ${lastSeconds}::bigint + ${DAY_SECONDS}, ${DAY_SECONDS})))`.execute(db);
  const step = DAYS_PER_STATEMENT * DAY_SECONDS;
  for (let from = firstSeconds; from <= lastSeconds; from += step) {
    await sql`
      insert into observations
      select watched.id, at / ${SECONDS_PER_BLOCK}, at + ${BLOCK_DELAY_SECONDS}, at, 'rpc',
        0.03 + place * 0.0002 + 0.01 * sin(at / 13751.0 + place), 0.002, null,
        1104000000000000000000000000 + (at - ${firstSeconds}::bigint)::numeric * (1050228310502283105 + place * 7001522070015220),
        3000000000000000 + place * 10000000000000 + (random() * 1e13)::bigint, 2400000000000000 + place * 8000000000000 + (random() * 1e13)::bigint,
        500000000000000 + (random() * 1e13)::bigint, null, 0.8 + 0.1 * sin(at / 13751.0 + place), 0.9998, 0, 0.5, watched.model,
        false, false, false
      from generate_series(${from}::bigint, ${Math.min(lastSeconds, from + step - BUCKET_SECONDS)}::bigint, ${BUCKET_SECONDS}) as at
      cross join (
        select wanted.id, wanted.place, models.id as model
        from unnest(${ids}::text[]) with ordinality as wanted (id, place)
        join (select id, row_number() over (order by id) as place from rate_models) as models using (place)
      ) as watched
      order by at, place`.execute(db);
  }
  await sql`
    insert into stale_days
    select generate_series(${firstSeconds}::bigint / ${DAY_SECONDS} * ${DAY_SECONDS}, ${lastSeconds}::bigint, ${DAY_SECONDS})`.execute(db);
}
