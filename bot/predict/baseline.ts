import type { Forecast } from "../core/forecast.ts";
import type { Observation } from "../core/observation.ts";
import type { Forecaster, ForecastRequest } from "./forecaster.ts";
import { knownAt } from "./history.ts";
import { interval } from "./interval.ts";

/** A forecast method that says, of each market by itself, one level for every horizon. */
export interface Baseline {
  readonly name: string;
  readonly version: string;
  /** The expected mean total APR as seen at each observation, each from it and those before it only. */
  levels(history: readonly Observation[]): Float64Array;
}

/** The forecaster of a level method, with intervals from its own past errors in each market. */
export function baselineForecaster(baseline: Baseline): Forecaster {
  return {
    name: baseline.name,
    version: baseline.version,
    forecast: async (request) => forecastNow(baseline, request),
  };
}

function forecastNow(baseline: Baseline, request: ForecastRequest): readonly Forecast[] {
  return [...request.histories].flatMap(([marketId, wholeHistory]) => {
    const history = knownAt(wholeHistory, request.atSeconds);
    const levels = baseline.levels(history);
    const meanApr = levels.at(-1);
    if (meanApr === undefined || !Number.isFinite(meanApr)) return [];
    return request.horizonsSeconds.map((horizonSeconds) => ({
      marketId,
      blockNumber: request.blockNumber,
      madeAtSeconds: request.atSeconds,
      horizonSeconds,
      model: baseline.name,
      modelVersion: baseline.version,
      meanApr,
      ...interval(history, levels, meanApr, horizonSeconds),
    }));
  });
}
