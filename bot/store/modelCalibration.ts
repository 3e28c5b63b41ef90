import { type Kysely, sql } from "kysely";
import type { UnixSeconds } from "../core/units.ts";
import type { ModelName } from "./forecastTrials.ts";
import type { Database } from "./schema.ts";

/** Whether one model's published quantiles at one horizon were where they should be. */
export interface ModelCalibration extends ModelName {
  readonly horizonSeconds: number;
  /** By level, ascending. */
  readonly levels: readonly LevelCalibration[];
}

export interface LevelCalibration {
  /** The share of outcomes that should be at or below the quantile: 0.1, for example. */
  readonly level: number;
  /** The share that was. */
  readonly realised: number;
  readonly samples: number;
}

/** What scored trials of moments since then say of each model and horizon, by model, version and horizon. */
export async function modelCalibration(db: Kysely<Database>, sinceSeconds: UnixSeconds): Promise<readonly ModelCalibration[]> {
  const { rows } = await sql<ModelCalibration>`
    with counted as (
      select model, model_version, horizon_seconds, level, count(*) as samples,
        avg((realised_apr <= quantile)::integer::double precision) as realised
      from forecast_trials, unnest(levels, published_apr) as said (level, quantile)
      where realised_apr is not null and moment >= ${sinceSeconds}
      group by model, model_version, horizon_seconds, level
    )
    select model, model_version as "modelVersion", horizon_seconds as "horizonSeconds",
      json_agg(json_build_object('level', level, 'realised', realised, 'samples', samples) order by level) as levels
    from counted
    group by model, model_version, horizon_seconds
    order by model, model_version, horizon_seconds`.execute(db);
  return rows;
}
