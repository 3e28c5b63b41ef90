import { type Baseline, baselineForecaster } from "./baseline.ts";
import type { Forecaster } from "./forecaster.ts";

/** Tomorrow as today: the quoted total APR of the last observation. Hard to beat over a day, and the yardstick of every other model. */
export const persistence: Baseline = {
  name: "persistence",
  version: "1",
  levels: (history) => Float64Array.from(history, (observation) => observation.supplyApr + observation.rewardApr),
};

export function persistenceForecaster(): Forecaster {
  return baselineForecaster(persistence);
}
