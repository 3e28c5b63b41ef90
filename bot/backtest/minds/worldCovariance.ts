import type { YieldCovariance } from "../../core/yieldCovariance.ts";
import { StepPath } from "../../predict/series/stepPath.ts";
import { yieldCovariance } from "../../risk/covariance/yieldCovariance.ts";
import { COVARIANCE_DAYS, LEAST_COVARIANCE_DAYS } from "../../risk/live/covariance.ts";
import { momentsOf, type World } from "../world/world.ts";

const DAY_SECONDS = 86_400;

/**
 * How what the open markets return varies together, in the vault's asset, as the keeper works it out, but once a day: prices count where the world
 * moves them. Of what was known at the day's first moment that asks.
 */
export function worldCovariance(world: World): (moment: number) => YieldCovariance | null {
  const { markets, timeSeconds, price, isOpen } = world;
  const moments = momentsOf(world);
  const prices = new Map(
    markets.map(({ series }, m) => [series.marketId, new StepPath(timeSeconds, price.subarray(m * moments, (m + 1) * moments))]),
  );
  const worldIds = new Map(markets.map(({ id, series }) => [series.marketId, id]));
  let known: { readonly day: number; readonly covariance: YieldCovariance | null } | null = null;
  return (moment) => {
    const atSeconds = timeSeconds[moment] as number;
    const day = Math.floor(atSeconds / DAY_SECONDS);
    if (known?.day !== day) {
      const open = markets.flatMap(({ series }, m) => (isOpen[m * moments + moment] === 1 ? [series] : []));
      const found = yieldCovariance(open, {
        atSeconds,
        days: COVARIANCE_DAYS,
        leastDays: LEAST_COVARIANCE_DAYS,
        tokenPrice: ({ marketId }) => prices.get(marketId) ?? null,
      });
      const covariance = found && { ...found, marketIds: found.marketIds.map((id) => worldIds.get(id) ?? id) };
      known = { day, covariance };
    }
    return known.covariance;
  };
}
