import { momentsOf, type World } from "../world/world.ts";
import type { ForecastColumns } from "./forecastColumns.ts";

/**
 * What is not to be had: the mean APR that was really paid over (moment, moment + horizon], of the time in which that is known and not beyond the
 * world's end, without any doubt about it. The ceiling of what forecasts are worth.
 */
export function foresight(
  world: Pick<World, "markets" | "timeSeconds" | "stepSeconds" | "paidApr">,
  horizonSeconds: number,
): ForecastColumns {
  const moments = momentsOf(world);
  const steps = horizonSeconds / world.stepSeconds;
  const meanApr = new Float64Array(world.paidApr.length).fill(Number.NaN);
  world.markets.forEach((_market, market) => {
    const paid = world.paidApr.subarray(market * moments, (market + 1) * moments);
    for (let s = 0; s < moments; s++) meanApr[market * moments + s] = meanOfSteps(paid, s, steps);
  });
  return { name: "foresight", version: "1", horizonSeconds, meanApr, p10Apr: meanApr, p90Apr: meanApr };
}

/** The mean of so many steps (the last may be a part of one) from a moment on. */
function meanOfSteps(paidApr: Float64Array, from: number, steps: number): number {
  let sum = 0;
  let known = 0;
  for (let s = from; s < paidApr.length && s < from + steps; s++) {
    const apr = paidApr[s] as number;
    if (Number.isNaN(apr)) continue;
    const weight = Math.min(1, from + steps - s);
    sum += weight * apr;
    known += weight;
  }
  return known === 0 ? Number.NaN : sum / known;
}
