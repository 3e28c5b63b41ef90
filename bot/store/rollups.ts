import { type Kysely, sql } from "kysely";
import { KeeperError } from "../core/errors.ts";
import { PERIOD_SECONDS } from "../core/periodYield.ts";
import { SECONDS_PER_YEAR, type UnixSeconds } from "../core/units.ts";
import type { Database } from "./schema.ts";

/** The origin of yields that were summed up from our own observations. */
export const ROLLUP_ORIGIN = "rollup";
const { hour: HOUR, day: DAY } = PERIOD_SECONDS;

/** What summing up wrote. */
export interface RolledUp {
  /** Days that were looked at, since their observations had changed. */
  readonly days: number;
  /** Hours and days of a market that were written, because they are new or came out differently. */
  readonly hours: number;
  readonly marketDays: number;
  /** Hours and days that were taken away, since their observations are gone. */
  readonly removed: number;
  /** Days that were not reached before `keepGoing` said no. */
  readonly left: number;
}

/**
 * Sums up observations by hour and by day for every day that has changed since the last time: rows of origin "rollup" among the hourly and
 * daily yields. Only hours and days that are over are summed up; a day that is not stays marked until it is. Late observations, refilled
 * gaps and reorganisations mark their day, so what they change is summed up anew. Doing it twice changes nothing. One day is one
 * transaction: stopped half-way, it goes on with the days that are left.
 *
 * Quoted rates are means over samples, amounts and prices those of the last sample. The realised rate is the log growth of the market's index
 * per year, as `realisedSupplyApr` has it, from the last sample of the hour (day) before to the last of this one, so that no step falls
 * between two hours; without a sample in the hour before, from the first of this one; null with a single sample.
 *
 * @param keepGoing Asked before each day; to be told to stop is no failure.
 * @throws what the first day that could not be summed up threw, after all others; it stays marked.
 */
export async function rollUp(db: Kysely<Database>, nowSeconds: UnixSeconds, keepGoing = () => true): Promise<RolledUp> {
  const marked = await db.selectFrom("stale_days").select("day_start").distinct().orderBy("day_start").execute();
  const total = { days: 0, hours: 0, marketDays: 0, removed: 0, left: 0 };
  const failures: unknown[] = [];
  for (const [place, { day_start: day }] of marked.entries()) {
    if (!keepGoing()) return { ...total, left: marked.length - place };
    try {
      const done = await db.transaction().execute((transaction) => rollUpDay(transaction, day, nowSeconds));
      total.days += 1;
      total.hours += done.hours;
      total.marketDays += done.marketDays;
      total.removed += done.removed;
    } catch (error) {
      if (error instanceof KeeperError) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return total;
}

async function rollUpDay(db: Kysely<Database>, day: UnixSeconds, nowSeconds: UnixSeconds): Promise<Omit<RolledUp, "days" | "left">> {
  // What is committed after this has a mark of its own that stays; what was before is seen by the statements below.
  await db.deleteFrom("stale_days").where("day_start", "=", day).execute();
  if (nowSeconds < day + DAY) await db.insertInto("stale_days").values({ day_start: day }).execute();
  const dropped = await sql`select from dropped_months where month_start = month_start_of(${day})`.execute(db);
  const onlyMissing = dropped.rows.length > 0;
  // The hour after the day, and the day after it, begin from this day's last sample.
  const hours = await rollUpHours(db, { from: day, to: wholeHours(Math.min(day + DAY + HOUR, nowSeconds)), onlyMissing });
  const days = await rollUpDays(db, { from: day, to: wholeDays(Math.min(day + 2 * DAY, nowSeconds)), onlyMissing });
  return { hours: hours.written, marketDays: days.written, removed: hours.removed + days.removed };
}

const wholeHours = (seconds: UnixSeconds): UnixSeconds => Math.floor(seconds / HOUR) * HOUR;
const wholeDays = (seconds: UnixSeconds): UnixSeconds => Math.floor(seconds / DAY) * DAY;

interface Range {
  readonly from: UnixSeconds;
  /** Not included. */
  readonly to: UnixSeconds;
  /** Of months whose observations were let go, what comes late is no reason to forget what they summed up to. */
  readonly onlyMissing: boolean;
}

interface Written {
  readonly written: number;
  readonly removed: number;
}

const NONE: Written = { written: 0, removed: 0 };

async function rollUpHours(db: Kysely<Database>, range: Range): Promise<Written> {
  if (range.to <= range.from) return NONE;
  const summed = sql`
    with sample as (
      select market_id, bucket_time, bucket_time - bucket_time % ${sql.lit(HOUR)} as period, block_time, block_number, supply_apr, reward_apr,
        growth_index_ray, total_supply, total_borrow, liquidity, utilization, asset_price_usd,
        row_number() over latest_first as place
      from observations
      where bucket_time >= ${range.from - HOUR} and bucket_time < ${range.to}
      window latest_first as (partition by market_id, bucket_time - bucket_time % ${sql.lit(HOUR)} order by bucket_time desc, block_number desc)
    ), mean as (
      select market_id, period, count(*)::integer as samples, avg(supply_apr) as supply_apr, avg(reward_apr) as reward_apr, max(place) as places
      from sample group by market_id, period
    ), hour as (
      select last.*, mean.samples, mean.supply_apr as mean_supply_apr, mean.reward_apr as mean_reward_apr,
        first.growth_index_ray as first_index, first.block_time as first_time,
        before.growth_index_ray as index_before, before.block_time as time_before
      from mean
      join sample as last on last.market_id = mean.market_id and last.period = mean.period and last.place = 1
      join sample as first on first.market_id = mean.market_id and first.period = mean.period and first.place = mean.places
      left join sample as before on before.market_id = mean.market_id and before.period = mean.period - ${sql.lit(HOUR)} and before.place = 1
      where mean.period >= ${range.from}
    )
    select hour.market_id, period, block_time, block_number, samples, mean_supply_apr, mean_reward_apr,
      ${realisedApr(sql`coalesce(index_before, first_index)`, sql`coalesce(time_before, first_time)`, sql`growth_index_ray`, sql`block_time`)},
      ${usd("total_supply")}, ${usd("total_borrow")}, ${usd("liquidity")}, utilization, asset_price_usd
    from hour join markets on markets.id = hour.market_id`;
  return replace(db, "hourly_yields", summed, range);
}

/** Days have the means of their hours, each hour counting alike however often it was sampled, and their own growth. */
async function rollUpDays(db: Kysely<Database>, range: Range): Promise<Written> {
  if (range.to <= range.from) return NONE;
  const summed = sql`
    with hour as (
      select *, period_start - period_start % ${sql.lit(DAY)} as period from hourly_yields
      where origin = ${ROLLUP_ORIGIN} and period_start >= ${range.from} and period_start < ${range.to}
    ), mean as (
      select market_id, period, sum(samples)::integer as samples, avg(supply_apr) as supply_apr, avg(reward_apr) as reward_apr,
        max(period_start) as last_hour
      from hour group by market_id, period
    )
    select mean.market_id, mean.period, last.last_sample, last.last_block_number, mean.samples, mean.supply_apr, mean.reward_apr,
      ${realisedApr(sql`since.growth_index_ray`, sql`since.block_time`, sql`until.growth_index_ray`, sql`until.block_time`)},
      last.total_supply_usd, last.total_borrow_usd, last.liquidity_usd, last.utilization, last.asset_price_usd
    from mean
    join hour as last on last.market_id = mean.market_id and last.period_start = mean.last_hour
    left join lateral (
      select growth_index_ray, block_time from observations
      where market_id = mean.market_id and bucket_time >= mean.period and bucket_time < mean.period + ${sql.lit(DAY)}
      order by bucket_time desc, block_number desc limit 1
    ) as until on true
    left join lateral (
      (select 1 as place, growth_index_ray, block_time from observations
        where market_id = mean.market_id and bucket_time >= mean.period - ${sql.lit(HOUR)} and bucket_time < mean.period
        order by bucket_time desc, block_number desc limit 1)
      union all
      (select 2, growth_index_ray, block_time from observations
        where market_id = mean.market_id and bucket_time >= mean.period and bucket_time < mean.period + ${sql.lit(DAY)}
        order by bucket_time, block_number limit 1)
      order by place limit 1
    ) as since on true`;
  return replace(db, "daily_yields", summed, range);
}

function realisedApr(from: Sql, fromTime: Sql, to: Sql, toTime: Sql): Sql {
  const growth = sql`(${to} - ${from})::double precision / ${from}::double precision`;
  // Near zero the difference of two logarithms would keep no digits; far from it 1 + growth could round to zero.
  return sql`case when ${toTime} > ${fromTime} and ${from} > 0 and ${to} > 0 then
    case when abs(${growth}) < 0.5 then ln(1 + ${growth}) else ln(${to}::double precision) - ln(${from}::double precision) end
    * ${sql.lit(SECONDS_PER_YEAR)} / (${toTime} - ${fromTime}) end`;
}

/** Of an amount at the last sample. */
function usd(amount: string): Sql {
  return sql`${sql.ref(amount)}::double precision / power(10::double precision, asset_decimals) * asset_price_usd`;
}

type Sql = ReturnType<typeof sql>;

const COLUMNS = [
  "last_sample",
  "last_block_number",
  "samples",
  "supply_apr",
  "reward_apr",
  "realised_apr",
  "total_supply_usd",
  "total_borrow_usd",
  "liquidity_usd",
  "utilization",
  "asset_price_usd",
] as const;

/** Makes the rollup rows of a range what was summed up, touching only those that differ. */
async function replace(
  db: Kysely<Database>,
  table: "hourly_yields" | "daily_yields",
  summed: Sql,
  { from, to, onlyMissing }: Range,
): Promise<Written> {
  const target = sql.table(table);
  const columns = sql.join(COLUMNS.map((name) => sql.ref(name)));
  const stored = sql.join(COLUMNS.map((name) => sql`${target}.${sql.ref(name)}`));
  const given = sql.join(COLUMNS.map((name) => sql`excluded.${sql.ref(name)}`));
  const onConflict = onlyMissing
    ? sql`do nothing`
    : sql`do update set (${columns}) = row(${given}) where (${stored}) is distinct from (${given})`;
  const removal = onlyMissing ? sql`select 0 as count` : sql`select count(*) from gone`;
  const { rows } = await sql<Written>`
    with summed (market_id, period_start, ${columns}) as materialized (${summed}),
    written as (
      insert into ${target} (market_id, origin, period_start, ${columns})
      select market_id, ${ROLLUP_ORIGIN}, period_start, ${columns} from summed
      on conflict (market_id, origin, period_start) ${onConflict}
      returning 1
    ), gone as (
      delete from ${target}
      where origin = ${ROLLUP_ORIGIN} and period_start >= ${from} and period_start < ${to} and not ${onlyMissing}::boolean
        and not exists (select from summed where summed.market_id = ${target}.market_id and summed.period_start = ${target}.period_start)
      returning 1
    )
    select (select count(*) from written) as written, (${removal}) as removed`.execute(db);
  return rows[0] ?? NONE;
}
