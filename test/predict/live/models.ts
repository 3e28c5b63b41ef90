import type { LoadedForecaster, MarketQuantiles, TrackRule } from "../../../bot/predict/live/loadedForecaster.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

export const DAY = 86_400;

/** A model that says the same of every market whose series it is shown, in z at 0.1, 0.25, 0.5, 0.75 and 0.9, for a day and a week alike. */
export function constantModel(
  z: readonly number[],
  changes: Partial<LoadedForecaster> & { readonly asked?: (series: readonly MarketSeries[]) => void } = {},
): LoadedForecaster {
  const { asked, ...rest } = changes;
  return {
    id: "steady",
    version: "1",
    horizonsSeconds: [DAY, 7 * DAY],
    track: null,
    forecastAt: async (series) => {
      asked?.(series);
      return series.map((one): MarketQuantiles => {
        const persistenceApr = one.quotedApr.at(-1) ?? 0;
        return { marketId: one.marketId, persistenceApr, scaleApr: Math.max(persistenceApr, 0.001), quantilesZ: [...z, ...z] };
      });
    },
    ...rest,
  };
}

/** Counts what came true, and shifts what it publishes by as many basis points. */
export const countingTrack: TrackRule = {
  initial: () => ({ known: 0 }),
  publish: (state, { rawApr }) => rawApr.map((apr) => apr + (state as { known: number }).known / 10_000),
  learn: (state) => ({ known: (state as { known: number }).known + 1 }),
};
