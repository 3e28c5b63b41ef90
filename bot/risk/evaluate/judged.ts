import type { MarketId } from "../../core/market.ts";

/**
 * What a classifier said at moments whose outcome is known, in columns of one length, ascending in time. Classes count as in
 * `RISK_CLASSES`: 0 low, 1 medium, 2 high.
 */
export interface JudgedRisks {
  readonly model: string;
  /** Of the markets that `market` counts into. */
  readonly marketIds: readonly MarketId[];
  /** The protocol and the asset's symbol of each of `marketIds`. */
  readonly protocols: readonly string[];
  readonly symbols: readonly string[];
  readonly market: Int32Array;
  readonly madeAtSeconds: Float64Array;
  /** What came true. */
  readonly outcome: Uint8Array;
  /** Seconds from the moment to the first outcome of class high within the horizon; NaN where there is none. */
  readonly highInSeconds: Float64Array;
  /** Whether something of class high is the case at the moment already: there is nothing left to foresee. */
  readonly isHighNow: Uint8Array;
  /** count × 3, row by row. */
  readonly probabilities: Float64Array;
  /** The class the model says, by its thresholds. */
  readonly said: Uint8Array;
  /** What simple rules say of the same moments, by name: the greater, the worse; NaN where a rule cannot say. */
  readonly rules: Readonly<Record<string, Float64Array>>;
}
