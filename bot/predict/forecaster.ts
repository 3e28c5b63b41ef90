import type { Forecast } from "../core/forecast.ts";
import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";

/** A moment to forecast from, and what is known of every market. */
export interface ForecastRequest {
  /**
   * Each market's observations in ascending time. All markets come together because models read across markets (means by asset and
   * protocol) and answer in batches. A history may reach beyond `atSeconds`: a forecaster must not look there.
   */
  readonly histories: ReadonlyMap<MarketId, readonly Observation[]>;
  readonly atSeconds: UnixSeconds;
  /** The block whose time `atSeconds` is. */
  readonly blockNumber: number;
  readonly horizonsSeconds: readonly number[];
}

/**
 * A model that expects what markets will pay. Its answer depends on the request alone, so that a replay gives the same forecasts. It is
 * asynchronous because network runtimes on WASM and on worker threads are; awaiting an immediate answer costs microseconds a tick.
 */
export interface Forecaster {
  readonly name: string;
  readonly version: string;
  /** One forecast per market and horizon, in the request's order; a market it cannot speak about is left out. */
  forecast(request: ForecastRequest): Promise<readonly Forecast[]>;
}
