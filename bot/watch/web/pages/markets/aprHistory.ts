import type { Schema } from "../../../client/keeperClient.ts";
import type { TimeSeries } from "../../charts/uplotOf.ts";
import { type MarketPoint, totalAprOf } from "./marketPoints.ts";

type Forecast = Schema<"Forecast">;

export interface AprHistory {
  readonly timesSeconds: readonly number[];
  readonly series: readonly TimeSeries[];
  /** The place to tell of while nothing is pointed at: the end of the shortest horizon, or else of the last rate; null where there is neither. */
  readonly restIndex: number | null;
}

/**
 * Rates until now, and what is expected ahead. A forecast is of the mean rate from when it was made until its horizon is over: it stands at
 * that end, and the fan opens from the last rate seen.
 *
 * @param points Ascending in time.
 * @param aheadSeconds Forecasts that look further are left out.
 */
export function aprHistory(points: readonly MarketPoint[], forecasts: readonly Forecast[], aheadSeconds: number): AprHistory {
  const last = points.findLast((point) => totalAprOf(point) !== null);
  const ahead = last === undefined ? [] : fanOf(forecasts, last.timeSeconds, aheadSeconds);
  const none = ahead.map(() => null);
  const past = (valueAt: (point: MarketPoint) => number | null) => [...points.map(valueAt), ...none];
  // The fan has its tip in the last rate.
  const expected = (aprOf: (forecast: Forecast) => number) => [
    ...points.map((point) => (point === last && ahead.length > 0 ? totalAprOf(point) : null)),
    ...ahead.map(aprOf),
  ];
  const hasRewards = points.some(({ rewardApr }) => rewardApr !== null && rewardApr !== 0);
  const isRealisedKnown = points.some(({ realisedApr }) => realisedApr !== null);
  return {
    restIndex: last === undefined ? null : ahead.length > 0 ? points.length : points.lastIndexOf(last),
    timesSeconds: [...points.map(({ timeSeconds }) => timeSeconds), ...ahead.map(endOf)],
    series: [
      ...(hasRewards ? [{ name: "Supply and rewards", values: past(totalAprOf), colour: "--series-3" }] : []),
      { name: "Supply APR", values: past(({ supplyApr }) => supplyApr), colour: "--series-1" },
      ...(isRealisedKnown
        ? [{ name: "Realised APR", values: past(({ realisedApr }) => realisedApr), colour: "--series-4", dashed: true }]
        : []),
      ...(ahead.length === 0
        ? []
        : [
            { name: "Expected p90", values: expected(({ p90Apr }) => p90Apr), colour: "--series-2", bandTo: "Expected p10" },
            { name: "Expected p50", values: expected(({ p50Apr }) => p50Apr), colour: "--series-2", dashed: true },
            { name: "Expected p10", values: expected(({ p10Apr }) => p10Apr), colour: "--series-2", bandTo: "Expected p90" },
          ]),
    ],
  };
}

function endOf({ madeAtSeconds, horizonSeconds }: Forecast): number {
  return madeAtSeconds + horizonSeconds;
}

/** By the time they end, each time once; what ended before the last rate was seen tells nothing ahead. */
function fanOf(forecasts: readonly Forecast[], nowSeconds: number, aheadSeconds: number): readonly Forecast[] {
  const ahead = forecasts.filter((one) => one.horizonSeconds <= aheadSeconds && endOf(one) > nowSeconds);
  return [...new Map(ahead.map((one) => [endOf(one), one])).values()].sort((a, b) => endOf(a) - endOf(b));
}
