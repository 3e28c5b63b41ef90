import type { MarketId } from "../../core/market.ts";
import type { Conditions } from "../series/conditions.ts";
import type { MarketSeries } from "../series/marketSeries.ts";
import type { LoadedForecaster } from "./loadedForecaster.ts";
import { type ForecastMoment, type ModelForecasts, modelForecasts } from "./modelForecasts.ts";

/** What a model is shown. */
export interface KnownPast {
  readonly series: readonly MarketSeries[];
  readonly conditions: Conditions;
}

/** A model's forecasts; one that throws refuses all markets. It never throws itself: a tick goes on without the model. */
export async function askModel(
  model: LoadedForecaster,
  { series, conditions }: KnownPast,
  moment: ForecastMoment,
): Promise<ModelForecasts> {
  try {
    return modelForecasts(model, await model.forecastAt(series, conditions, moment.madeAtSeconds), moment);
  } catch (error) {
    return refuseAll(moment.marketIds, `fails: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function refuseAll(marketIds: readonly MarketId[], reason: string): ModelForecasts {
  return { made: [], refused: new Map(marketIds.map((id) => [id, reason])) };
}
