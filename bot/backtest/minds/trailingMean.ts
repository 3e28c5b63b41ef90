import { StepPath } from "../../predict/series/stepPath.ts";
import type { World } from "../world/world.ts";
import type { ForecastColumns } from "./forecastColumns.ts";

/**
 * The mean APR that was paid over the time before each moment, as what will be paid: patience without a model. It has no doubt about it. NaN where
 * nothing was known in that time.
 */
export function trailingMean(
  world: Pick<World, "markets" | "timeSeconds" | "quotedApr">,
  horizonSeconds: number,
  windowSeconds: number,
): ForecastColumns {
  const { markets, timeSeconds, quotedApr } = world;
  const moments = timeSeconds.length;
  const meanApr = new Float64Array(quotedApr.length).fill(Number.NaN);
  markets.forEach(({ series }, market) => {
    const paid = new StepPath(series.timeSeconds, series.paidApr);
    for (let s = 0; s < moments; s++) {
      const at = market * moments + s;
      const now = timeSeconds[s] as number;
      if (!Number.isNaN(quotedApr[at])) meanApr[at] = paid.mean(now - windowSeconds, now);
    }
  });
  return { name: `trailing-${windowSeconds / 86_400}d`, version: "1", horizonSeconds, meanApr, p10Apr: meanApr, p90Apr: meanApr };
}
