import { kurtosis, skewness } from "./moments.ts";
import { normalCdf } from "./normal.ts";
import { dailySharpeRatio } from "./sharpeRatio.ts";

/** What the certainty of a Sharpe ratio depends on. Ratios are of one period, not of a year. */
export interface SharpeEstimate {
  readonly sharpe: number;
  readonly periods: number;
  /** γ₃ of the returns. */
  readonly skewness: number;
  /** γ₄ of the returns, raw: 3 for normal ones. */
  readonly kurtosis: number;
}

/** NaN where the ratio is. */
export function sharpeEstimateOf(excessReturns: ArrayLike<number>): SharpeEstimate {
  return {
    sharpe: dailySharpeRatio(excessReturns),
    periods: excessReturns.length,
    skewness: skewness(excessReturns),
    kurtosis: kurtosis(excessReturns),
  };
}

/**
 * The probability that the true Sharpe ratio is above `threshold`, the observed one being what it is (Bailey and López de Prado 2012, "The
 * Sharpe Ratio Efficient Frontier"): Φ((SR − SR*)√(n − 1) / √(1 − γ₃SR + (γ₄ − 1)/4 · SR²)). It takes periods to be independent; of returns
 * that trend, as lending rates do, it is too sure. NaN where the ratio is not defined.
 *
 * @param threshold SR*, of one period.
 */
export function probabilisticSharpe({ sharpe, periods, skewness, kurtosis }: SharpeEstimate, threshold = 0): number {
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  return normalCdf(((sharpe - threshold) * Math.sqrt(periods - 1)) / Math.sqrt(variance));
}
