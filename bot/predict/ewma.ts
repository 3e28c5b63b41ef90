import type { Observation } from "../core/observation.ts";
import type { Apr } from "../core/units.ts";
import { type Baseline, baselineForecaster } from "./baseline.ts";
import type { Forecaster } from "./forecaster.ts";
import { realisedSupplyApr } from "./realisedApr.ts";

/**
 * The exponentially weighted mean, by time, of what the market really paid: a second `halfLifeSeconds` ago weighs half of one now, however
 * often the market was sampled (the time-weighted moving average of Eckner 2012, "Algorithms for unevenly spaced time series", over
 * rates that are exact between samples because they come from the growth index). The first observation has only its quote.
 *
 * @param name As it appears in forecasts, for example "ewma-24h".
 */
export function ewma(name: string, halfLifeSeconds: number): Baseline {
  return { name, version: "1", levels: (history) => ewmaLevels(history, halfLifeSeconds) };
}

export function ewmaForecaster(name: string, halfLifeSeconds: number): Forecaster {
  return baselineForecaster(ewma(name, halfLifeSeconds));
}

function ewmaLevels(history: readonly Observation[], halfLifeSeconds: number): Float64Array {
  const levels = new Float64Array(history.length);
  let previous: Observation | undefined;
  let level = 0;
  let weight = 0;
  history.forEach((observation, i) => {
    const elapsedSeconds = previous === undefined ? 0 : observation.blockTimeSeconds - previous.blockTimeSeconds;
    if (previous !== undefined && elapsedSeconds > 0) {
      const kept = 2 ** (-elapsedSeconds / halfLifeSeconds);
      weight = kept * weight + (1 - kept);
      level += ((1 - kept) / weight) * (paidBetween(previous, observation) - level);
    }
    levels[i] = weight > 0 ? level : observation.supplyApr + observation.rewardApr;
    previous = observation;
  });
  return levels;
}

function paidBetween(from: Observation, to: Observation): Apr {
  return realisedSupplyApr(from, to) + (from.rewardApr + to.rewardApr) / 2;
}
