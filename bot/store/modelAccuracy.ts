import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";
import { type MeanErrors, meanErrors, trialErrors } from "./trialErrors.ts";

/** How good one model's published forecasts of one day were, over all markets. */
export interface DayAccuracy extends ModelName, MeanErrors {
  /** Midnight (UTC) at which the day of the forecasts begins, not that of their outcomes. */
  readonly dayStartSeconds: UnixSeconds;
}

/** What scored trials of moments since then say of each model at one horizon, day by day, oldest first. */
export async function accuracyByDay(
  db: Kysely<Database>,
  { horizonSeconds, sinceSeconds }: { readonly horizonSeconds: number; readonly sinceSeconds: UnixSeconds },
): Promise<readonly DayAccuracy[]> {
  const { rows } = await sql<DayAccuracy>`
    with scored as (
      select market_id, model, model_version, moment - moment % 86400 as day, ${trialErrors}
      from forecast_trials
      where realised_apr is not null and horizon_seconds = ${horizonSeconds} and moment >= ${sinceSeconds}
    )
    select model, model_version as "modelVersion", day as "dayStartSeconds", ${meanErrors}
    from scored
    group by model, model_version, day
    order by day, model, model_version`.execute(db);
  return rows;
}
