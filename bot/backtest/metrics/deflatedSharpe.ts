import { TrialCountError } from "./errors.ts";
import { standardDeviation } from "./moments.ts";
import { normalQuantile } from "./normal.ts";
import { probabilisticSharpe, type SharpeEstimate } from "./probabilisticSharpe.ts";

/** γ of Euler and Mascheroni. */
const EULER_MASCHERONI = 0.5772156649015329;

/** What was tried before one strategy was reported, that one included. */
export interface Trials {
  /** N. */
  readonly count: number;
  /** V: the variance of the Sharpe ratios of all trials, of one period; NaN where it is not known. One trial needs none. */
  readonly sharpeVariance: number;
}

/** Trials from their Sharpe ratios of one day; those whose ratio is not defined count as tried. */
export function trialsOf(dailySharpeRatios: readonly (number | null)[]): Trials {
  const known = dailySharpeRatios.filter((sharpe) => sharpe !== null && Number.isFinite(sharpe)) as number[];
  return { count: dailySharpeRatios.length, sharpeVariance: standardDeviation(known) ** 2 };
}

/**
 * SR*: the highest Sharpe ratio to expect of N trials none of which can do anything, √V · [(1 − γ)Φ⁻¹(1 − 1/N) + γΦ⁻¹(1 − 1/(Ne))]; zero for
 * a single one. Of one period, as V.
 *
 * @throws TrialCountError if N is not a whole number from 1.
 */
export function expectedMaximumSharpe({ count, sharpeVariance }: Trials): number {
  if (!(Number.isInteger(count) && count >= 1)) throw new TrialCountError(count);
  if (count === 1) return 0;
  // Φ⁻¹(1 − p) = −Φ⁻¹(p), and p is the more exact of the two.
  const quantiles = (1 - EULER_MASCHERONI) * -normalQuantile(1 / count) + EULER_MASCHERONI * -normalQuantile(1 / (count * Math.E));
  return Math.sqrt(sharpeVariance) * quantiles;
}

/**
 * The probability that the true Sharpe ratio is above zero, given that it is the one chosen from many trials: the probabilistic one against
 * SR* (Bailey and López de Prado 2014, "The Deflated Sharpe Ratio"). NaN where the ratio or the trials' variance is not defined.
 *
 * @throws TrialCountError as `expectedMaximumSharpe`.
 */
export function deflatedSharpe(estimate: SharpeEstimate, trials: Trials): number {
  return probabilisticSharpe(estimate, expectedMaximumSharpe(trials));
}
