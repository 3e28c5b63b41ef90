import type { MarketId } from "./market.ts";

/**
 * How what markets return varies together. Variances are of a return over one day, as a fraction of the money; days are taken to be independent, so that
 * over n days a variance is n times as much.
 */
export interface YieldCovariance {
  readonly marketIds: readonly MarketId[];
  /** In the order of `marketIds` both ways: symmetric, positive semi-definite. */
  readonly dayVariance: readonly (readonly number[])[];
}
