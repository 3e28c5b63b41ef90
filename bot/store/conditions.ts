import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "../observe/collector.ts";
import { type BulkColumn, bulkUpsertDiffering, type Upserted } from "./bulkInsert.ts";
import type { Database } from "./schema.ts";

const HOUR_SECONDS = 3_600;
const GWEI = 1e9;

/**
 * A figure about the surroundings of markets, known from its time on: "base-fee-gwei" (of one block, an hour's first), "gas-gwei" (the
 * average gas price of the day that ended then), "eth-usd", "price:SYMBOL" in USD.
 */
export interface StoredCondition {
  readonly name: string;
  readonly timeSeconds: UnixSeconds;
  readonly value: number;
}

const columns: readonly BulkColumn<StoredCondition>[] = [
  { name: "name", type: "text", value: (row) => row.name },
  { name: "time_seconds", type: "bigint", value: (row) => row.timeSeconds },
  { name: "value", type: "double precision", value: (row) => row.value },
];

/** Stores figures, replacing those of the same name and time that differ; of two such rows of one call the later counts. */
export async function upsertConditions(db: Kysely<Database>, rows: readonly StoredCondition[]): Promise<Upserted> {
  const byKey = new Map(rows.map((row) => [`${row.name} ${row.timeSeconds}`, row]));
  if (byKey.size === 0) return { added: 0, changed: 0 };
  return bulkUpsertDiffering(db, "conditions", columns, ["name", "time_seconds"], [...byKey.values()]);
}

/**
 * Keeps what a snapshot says of the surroundings, once an hour: the first sample of an hour stays, so that nothing that was read once changes
 * afterwards. An asset's price is the median over its markets.
 */
export async function recordConditions(
  db: Kysely<Database>,
  { block, observations, ethPriceUsd }: Pick<Snapshot, "block" | "observations" | "ethPriceUsd">,
): Promise<void> {
  const marketIds = observations.map(({ marketId }) => marketId);
  const prices = observations.map(({ assetPriceUsd }) => assetPriceUsd);
  await sql`
    with seen (name, value) as (
      select 'base-fee-gwei', ${Number(block.baseFeePerGasWei) / GWEI}::double precision
      union all
      select 'eth-usd', ${ethPriceUsd}::double precision
      union all
      select 'price:' || asset_symbol, percentile_disc(0.5) within group (order by price)
      from unnest(${marketIds}::text[], ${prices}::double precision[]) as priced (market_id, price)
      join markets on markets.id = priced.market_id
      group by asset_symbol
    )
    insert into conditions (name, time_seconds, value)
    select name, ${block.timeSeconds}, value from seen
    where value is not null and not exists (
      select from conditions where conditions.name = seen.name
        and time_seconds >= ${hourOf(block.timeSeconds)} and time_seconds < ${hourOf(block.timeSeconds) + HOUR_SECONDS}
    )
    on conflict do nothing`.execute(db);
}

/** The figures of these times, both included, by name and in ascending time, with the last of each name before them. */
export async function conditionRows(
  db: Kysely<Database>,
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly StoredCondition[]> {
  const { rows } = await sql<StoredCondition>`
    select name, time_seconds as "timeSeconds", value from conditions
    where time_seconds between ${fromSeconds} and ${untilSeconds}
    union all
    select before.name, before.time_seconds, before.value
    from (select distinct name from conditions) as named
    cross join lateral (
      select name, time_seconds, value from conditions
      where conditions.name = named.name and time_seconds < ${fromSeconds}
      order by time_seconds desc limit 1
    ) as before
    order by 1, 2`.execute(db);
  return rows;
}

function hourOf(seconds: UnixSeconds): UnixSeconds {
  return Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;
}
