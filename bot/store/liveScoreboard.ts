import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import { type ModelName, TRIAL_SECONDS } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";
import { type MeanErrors, meanErrors, trialErrors } from "./trialErrors.ts";

/** How good one model's published forecasts were at one horizon. */
export interface LiveScore extends ModelName, MeanErrors {
  readonly horizonSeconds: number;
  /** Null for all markets together. */
  readonly marketId: MarketId | null;
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
      select market_id, horizon_seconds, model, model_version, ${trialErrors}
      from forecast_trials
      where realised_apr is not null and made_at >= ${sinceSeconds} and moment > ${sinceSeconds - TRIAL_SECONDS} ${only} ${ended}
    )
    select model, model_version as "modelVersion", horizon_seconds as "horizonSeconds", ${byMarket ? sql`market_id` : sql`null`} as "marketId",
      ${meanErrors}
    from scored
    group by grouping sets (${sets})
    order by model, model_version, horizon_seconds, 4 nulls first`.execute(db);
  return rows;
}
