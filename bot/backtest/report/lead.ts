import type { Backtest, Contested } from "../backtest.ts";
import { BOOTSTRAP } from "../metrics/circularBootstrap.ts";
import { performance } from "../metrics/performance.ts";

/** The contender that decides by forecasts of the models. */
const ML = "ml";
/** Those who know what is to come: ceilings, nobody's rivals. */
const KNOWING: ReadonlySet<string> = new Set(["oracle", "foresight"]);

/** By how much the models are ahead of the best of those that do without: fractions a year. */
export interface Lead {
  readonly best: string;
  /** The difference of the annualised returns over the same whole days. */
  readonly mean: number;
  /** The middle 90 % of the difference by a bootstrap that draws the same days for both. */
  readonly low: number;
  readonly high: number;
}

export function mlOf({ contested }: Backtest): Contested | null {
  return contested.find(({ run }) => run.contender === ML) ?? null;
}

/**
 * The lead of "ml" over the best of the others by annualised return, those who know the future and other versions of "ml" (named "ml-…") left out. The best is
 * chosen with hindsight, which is hard on "ml". Null without the one or the other, or where figures of a year are withheld (under 30 days).
 *
 * @throws NavPathError, MissingDaysError as `performance`.
 */
export function leadOverBest(backtest: Backtest): Lead | null {
  const ml = mlOf(backtest);
  const best = bestWithoutModels(backtest.contested);
  if (ml === null || best === null) return null;
  // Neither the risk-free rate nor the trials have a part in the difference.
  const judged = performance(ml.run, { riskFreeApr: 0, benchmark: best.run, trials: null, bootstrap: BOOTSTRAP });
  const mean = judged.annualisedReturnDifference;
  const [low, high] = judged.intervals?.difference?.annualisedReturn ?? [null, null];
  return mean === null || low === null || high === null ? null : { best: best.run.contender, mean, low, high };
}

function bestWithoutModels(contested: readonly Contested[]): Contested | null {
  let best: Contested | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const one of contested) {
    const { contender } = one.run;
    const yearly = one.performance.annualisedReturn;
    if (KNOWING.has(contender) || contender === ML || contender.startsWith(`${ML}-`)) continue;
    if (yearly === null || yearly <= most) continue;
    best = one;
    most = yearly;
  }
  return best;
}
