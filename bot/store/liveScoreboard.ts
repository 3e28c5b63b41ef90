import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import { type ModelName, TRIAL_SECONDS } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";

/** How good one model's published forecasts were at one horizon; rates are fractions a year. */
export interface LiveScore extends ModelName {
  readonly horizonSeconds: number;
  /** Null for all markets together. */
  readonly marketId: MarketId | null;
  readonly samples: number;
  readonly markets: number;
  /** Mean absolute error of what was expected, and of persistence at the same moments. */
  readonly mae: Apr;
  readonly persistenceMae: Apr;
  /** Their quotient; null where persistence made no error. */
  readonly relativeMae: number | null;
  /** The share of what was paid that lay within the 10 % and 90 % quantiles, both included. */
  readonly coverage80: number;
  /** Mean pinball loss over all levels. */
  readonly pinball: Apr;
}

export interface LiveScoreboardQuery {
  /** Trials made from this time on count. */
  readonly sinceSeconds: UnixSeconds;
  /** One row a market beside those of all markets together; without it only the latter. */
  readonly byMarket: boolean;
  readonly marketIds?: readonly MarketId[];
  /** Only those whose horizon ended within this time, the end of which is not in it. */
  readonly endedWithin?: { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds };
}

/** What scored trials say of each model and horizon, by model, version, horizon and market, that of all markets first. */
export async function liveScoreboard(db: Kysely<Database>, query: LiveScoreboardQuery): Promise<readonly LiveScore[]> {
  const { sinceSeconds, byMarket, marketIds, endedWithin } = query;
  const only = marketIds === undefined ? sql`` : sql`and market_id = any(${marketIds}::text[])`;
  const ended =
    endedWithin === undefined
      ? sql``
      : sql`and made_at + horizon_seconds >= ${endedWithin.fromSeconds} and made_at + horizon_seconds < ${endedWithin.toSeconds}`;
  const sets = byMarket
    ? sql`(model, model_version, horizon_seconds), (model, model_version, horizon_seconds, market_id)`
    : sql`(model, model_version, horizon_seconds)`;
  const { rows } = await sql<LiveScore>`
    with scored as (
      select market_id, horizon_seconds, model, model_version, realised_apr,
        abs(realised_apr - point_apr) as error,
        abs(realised_apr - persistence_apr) as persistence_error,
        realised_apr between published_apr[array_position(levels, 0.1::double precision)]
          and published_apr[array_position(levels, 0.9::double precision)] as covered,
        (select avg(greatest(level * (realised_apr - quantile), (level - 1) * (realised_apr - quantile)))
          from unnest(levels, published_apr) as said (level, quantile)) as pinball
      from forecast_trials
      where realised_apr is not null and made_at >= ${sinceSeconds} and moment > ${sinceSeconds - TRIAL_SECONDS} ${only} ${ended}
    )
    select model, model_version as "modelVersion", horizon_seconds as "horizonSeconds", ${byMarket ? sql`market_id` : sql`null`} as "marketId",
      count(*) as samples, count(distinct market_id) as markets, avg(error) as mae, avg(persistence_error) as "persistenceMae",
      avg(error) / nullif(avg(persistence_error), 0) as "relativeMae", avg(covered::integer::double precision) as coverage80, avg(pinball) as pinball
    from scored
    group by grouping sets (${sets})
    order by model, model_version, horizon_seconds, 4 nulls first`.execute(db);
  return rows;
}
