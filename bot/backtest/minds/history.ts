import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import type { World } from "../world/world.ts";

/** All that is known beside a world's own markets: others teach, and are compared with. */
export interface MindHistory {
  readonly series: readonly MarketSeries[];
  readonly conditions: Conditions;
}

/** Of a world, all that its columns' places need. */
export type MindWorld = Pick<World, "markets" | "timeSeconds">;

/** A history as it was known at a time: no point is later. Markets that had none by then are not there. */
export function historyUntil({ series, conditions }: MindHistory, untilSeconds: UnixSeconds): MindHistory {
  return {
    series: series.map((one) => seriesUntil(one, untilSeconds)).filter(({ timeSeconds }) => timeSeconds.length > 0),
    conditions: new Map(
      [...conditions].map(([name, { timeSeconds, value }]) => {
        const points = pointsUntil(timeSeconds, untilSeconds);
        return [name, { timeSeconds: timeSeconds.subarray(0, points), value: value.subarray(0, points) }];
      }),
    ),
  };
}

export function seriesUntil(series: MarketSeries, untilSeconds: UnixSeconds): MarketSeries {
  const points = pointsUntil(series.timeSeconds, untilSeconds);
  return {
    ...series,
    timeSeconds: series.timeSeconds.subarray(0, points),
    quotedApr: series.quotedApr.subarray(0, points),
    paidApr: series.paidApr.subarray(0, points),
    totalSupplyUsd: series.totalSupplyUsd.subarray(0, points),
    totalBorrowUsd: series.totalBorrowUsd.subarray(0, points),
    utilization: series.utilization.subarray(0, points),
    assetPriceUsd: series.assetPriceUsd.subarray(0, points),
  };
}

/** The world's number of each of some markets of a history, by their series' ids; −1 for those that are none of its. */
export function worldNumbersOf({ markets }: MindWorld, marketIds: readonly MarketId[]): Int32Array {
  const numbers = new Map(markets.map(({ series }, number) => [series.marketId, number]));
  return Int32Array.from(marketIds, (id) => numbers.get(id) ?? -1);
}

/** @throws RangeError when the history lacks a market of the world. */
export function refuseMissingMarkets({ markets }: MindWorld, { series }: MindHistory): void {
  const known = new Set(series.map(({ marketId }) => marketId));
  const missing = markets.filter((market) => !known.has(market.series.marketId)).map(({ id }) => id);
  if (missing.length > 0) throw new RangeError(`the history lacks ${missing.join(", ")}, of the world`);
}

function pointsUntil(timeSeconds: Float64Array, untilSeconds: UnixSeconds): number {
  let points = timeSeconds.length;
  while (points > 0 && (timeSeconds[points - 1] as number) > untilSeconds) points--;
  return points;
}
