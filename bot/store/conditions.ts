import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "../observe/collector.ts";
import type { ConditionsAt } from "../observe/history/conditionDays.ts";
import type { StoredCounts } from "../observe/history/historyIntake.ts";
import type { Database } from "./schema.ts";

const HOUR_SECONDS = 3_600;
const GWEI = 1e9;

/**
 * A figure about the surroundings of markets, known from its time on: "base-fee-gwei" (of one block, an hour's first), "gas-gwei" (the
 * average gas price of the day that ended then), "eth-usd", "price:SYMBOL" in USD, "price-low:SYMBOL" (the lowest of the day that ended then).
 */
export interface StoredCondition {
  readonly name: string;
  readonly timeSeconds: UnixSeconds;
  readonly value: number;
}

/**
 * Stores figures, replacing those of the same name and time that differ. Counts are of times: one is added if any of its figures is new, and
 * else changed if any differs. No time may come twice.
 */
export async function storeConditions(db: Kysely<Database>, rows: readonly ConditionsAt[]): Promise<StoredCounts> {
  const figures = rows.flatMap(({ timeSeconds, values }) => [...values].map(([name, value]) => ({ name, timeSeconds, value })));
  const { rows: written } = await sql<{ added: boolean }>`
    with written as (
      insert into conditions (name, time_seconds, value)
      select * from unnest(${figures.map((one) => one.name)}::text[], ${figures.map((one) => one.timeSeconds)}::bigint[],
        ${figures.map((one) => one.value)}::double precision[])
      on conflict (name, time_seconds) do update set value = excluded.value where conditions.value is distinct from excluded.value
      returning time_seconds, xmax = 0 as added
    )
    select bool_or(added) as added from written group by time_seconds`.execute(db);
  const added = written.filter((row) => row.added).length;
  return { added, changed: written.length - added, unchanged: rows.length - written.length };
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

/** The figures of one name of these times, both included, in ascending time. */
export async function conditionsNamed(
  db: Kysely<Database>,
  name: string,
  fromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
): Promise<readonly StoredCondition[]> {
  return db
    .selectFrom("conditions")
    .select(["name", "time_seconds as timeSeconds", "value"])
    .where("name", "=", name)
    .where("time_seconds", ">=", fromSeconds)
    .where("time_seconds", "<=", untilSeconds)
    .orderBy("time_seconds")
    .execute();
}

function hourOf(seconds: UnixSeconds): UnixSeconds {
  return Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;
}
