import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";

/** A model that was on trial at one horizon. */
export interface LiveModel extends ModelName {
  readonly horizonSeconds: number;
  readonly trials: number;
  /** Of which is known what was paid. */
  readonly scored: number;
  readonly firstMomentSeconds: UnixSeconds;
  readonly lastMomentSeconds: UnixSeconds;
}

/** The models with trials of `sinceSeconds` or later, by name, version and horizon. */
export async function liveModels(db: Kysely<Database>, sinceSeconds: UnixSeconds): Promise<readonly LiveModel[]> {
  const { rows } = await sql<LiveModel>`
    select model, model_version as "modelVersion", horizon_seconds as "horizonSeconds", count(*) as trials, count(realised_apr) as scored,
      min(moment) as "firstMomentSeconds", max(moment) as "lastMomentSeconds"
    from forecast_trials where moment >= ${sinceSeconds}
    group by model, model_version, horizon_seconds
    order by model, model_version, horizon_seconds`.execute(db);
  return rows;
}
