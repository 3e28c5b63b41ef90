import type { MarketId } from "./market.ts";
import type { Apr, UnixSeconds } from "./units.ts";

/** What a model expects a market to pay on average over (madeAt, madeAt + horizon], total of supply and reward APR. */
export interface Forecast {
  readonly marketId: MarketId;
  readonly blockNumber: number;
  readonly madeAtSeconds: UnixSeconds;
  readonly horizonSeconds: number;
  readonly model: string;
  readonly modelVersion: string;
  readonly meanApr: Apr;
  /** Quantiles of the mean APR over the horizon. */
  readonly p10Apr: Apr;
  readonly p50Apr: Apr;
  readonly p90Apr: Apr;
}

export function forecastId(forecast: Pick<Forecast, "marketId" | "blockNumber" | "model" | "modelVersion" | "horizonSeconds">): string {
  return `${forecast.marketId}@${forecast.blockNumber}/${forecast.model}-${forecast.modelVersion}/${forecast.horizonSeconds}s`;
}
