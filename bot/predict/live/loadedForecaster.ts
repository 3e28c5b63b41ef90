import type { MarketId } from "../../core/market.ts";
import type { Apr, UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../series/conditions.ts";
import type { MarketSeries } from "../series/marketSeries.ts";

/** What a learned model says of one market, before anything is made of its record. */
export interface MarketQuantiles {
  readonly marketId: MarketId;
  /** The rate quoted at the moment. */
  readonly persistenceApr: Apr;
  readonly scaleApr: Apr;
  /** z = (APR − persistence) / scale at each of `QUANTILE_LEVELS`, horizons × levels, row by row. */
  readonly quantilesZ: ArrayLike<number>;
}

/** A forecast as a model's record is kept of it. */
export interface TrackedForecast {
  readonly marketId: MarketId;
  readonly horizonSeconds: number;
  readonly madeAtSeconds: UnixSeconds;
  readonly persistenceApr: Apr;
  readonly scaleApr: Apr;
  readonly levels: readonly number[];
  /** The model's own quantiles. */
  readonly rawApr: readonly Apr[];
}

/** The same with what was made of it. */
export interface PublishedForecast extends TrackedForecast {
  /** What was expected, published. */
  readonly pointApr: Apr;
  readonly publishedApr: readonly Apr[];
}

/** What is made of a model's record: calibration of its intervals, and how far it is trusted where. States are plain JSON, one a horizon. */
export interface TrackRule {
  /** What is known at first, from the model's training. */
  initial(horizonSeconds: number): unknown;
  /** Quantiles to publish, at the forecast's levels; pure. */
  publish(state: unknown, forecast: TrackedForecast): readonly Apr[];
  /** What is known after this forecast has come true; pure. Called in the order in which outcomes become known. */
  learn(state: unknown, forecast: PublishedForecast, realisedApr: Apr): unknown;
}

/** A learned model that is ready to forecast. */
export interface LoadedForecaster {
  /** What it is called in forecasts, trials and events: its folder's name. */
  readonly id: string;
  readonly version: string;
  /** The horizons it was trained for, ascending. */
  readonly horizonsSeconds: readonly number[];
  /** Null publishes what the model says. */
  readonly track: TrackRule | null;
  /** One answer a market it can speak about. It looks at no point and no condition later than `atSeconds`. */
  forecastAt(series: readonly MarketSeries[], conditions: Conditions, atSeconds: UnixSeconds): Promise<readonly MarketQuantiles[]>;
}
