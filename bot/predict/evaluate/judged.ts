import type { MarketId } from "../../core/market.ts";

/** One model's forecasts at one horizon with what came true, in columns of one length; moments of one market ascend in time. */
export interface JudgedForecasts {
  readonly model: string;
  readonly horizonSeconds: number;
  /** Of the markets that `market` counts into. */
  readonly marketIds: readonly MarketId[];
  /** The protocol of each of `marketIds`. */
  readonly protocols: readonly string[];
  readonly market: Int32Array;
  readonly madeAtSeconds: Float64Array;
  /** NaN where what came true is not known: such a forecast is made, and nothing is learned from it. Only known ones are scored. */
  readonly realisedApr: Float64Array;
  readonly persistenceApr: Float64Array;
  /** Ascending; 0.1, 0.5 and 0.9 are among them. */
  readonly levels: readonly number[];
  /** count × levels, row by row. */
  readonly quantilesApr: Float64Array;
  /** What the model says is the expected rate, which MAE judges: its median. */
  readonly pointApr: Float64Array;
}
