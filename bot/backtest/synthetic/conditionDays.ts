import type { Conditions, StepSeries } from "../../predict/series/conditions.ts";
import type { Surroundings } from "./surroundings.ts";
import { DAY_SECONDS, type TimeGrid } from "./timeGrid.ts";

/** The surroundings as history has them: a figure for each day, known when it is over. */
export function conditionDays(around: Surroundings, grid: TimeGrid): Conditions {
  const statesADay = DAY_SECONDS / grid.stepSeconds;
  const timeSeconds = Float64Array.from({ length: grid.days }, (_, day) => grid.fromSeconds + (day + 1) * DAY_SECONDS);
  const daily = (path: Float64Array, figure: (day: Float64Array) => number): StepSeries => ({
    timeSeconds,
    value: Float64Array.from({ length: grid.days }, (_, day) => figure(path.subarray(day * statesADay, (day + 1) * statesADay))),
  });
  return new Map([
    ["gas-gwei", daily(around.gasGwei, mean)],
    ["eth-usd", daily(around.etherUsd, close)],
    ...around.assets.flatMap(({ symbol, priceUsd }): [string, StepSeries][] => [
      [`price:${symbol}`, daily(priceUsd, close)],
      [`price-low:${symbol}`, daily(priceUsd, lowest)],
    ]),
  ]);
}

const mean = (day: Float64Array) => day.reduce((sum, value) => sum + value, 0) / day.length;
const close = (day: Float64Array) => day.at(-1) ?? Number.NaN;
const lowest = (day: Float64Array) => day.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
