import type { UnixSeconds } from "../../core/units.ts";
import { annualisedReturn, annualisedReturnOf } from "./annualisedReturn.ts";
import { informationRatio, meanExcess, onSameDays, shareOfDaysAhead, trackingError } from "./benchmark.ts";
import { calmarRatio } from "./calmarRatio.ts";
import { BOOTSTRAP, type BootstrapSettings } from "./circularBootstrap.ts";
import { DAYS_PER_YEAR, dailyGrowth, dailyReturns, durationDays } from "./daily.ts";
import { deflatedSharpe, type Trials } from "./deflatedSharpe.ts";
import { shortnessCaution, tooShort } from "./duration.ts";
import { excessReturns } from "./excessReturns.ts";
import { type Figures, figures } from "./figures.ts";
import { bootstrapIntervals, type Intervals } from "./intervals.ts";
import { type Drawdown, maxDrawdown } from "./maxDrawdown.ts";
import { standardDeviation } from "./moments.ts";
import type { NavPath } from "./navPath.ts";
import { probabilisticSharpe, sharpeEstimateOf } from "./probabilisticSharpe.ts";
import { dailyRiskFree, type RiskFreeApr } from "./riskFree.ts";
import { sharpeRatio } from "./sharpeRatio.ts";
import { sortinoRatio } from "./sortinoRatio.ts";
import { type Reweighting, totalTurnover } from "./turnover.ts";
import { winRate } from "./winRate.ts";

/** What a path is judged against. */
export interface Judgement {
  /** One rate for all that is judged; also the minimum acceptable return of the Sortino ratio. */
  readonly riskFreeApr: RiskFreeApr;
  /** Another path over (at least) the same days; null compares with nothing. */
  readonly benchmark: NavPath | null;
  /** Null when nobody counted them: then nothing is deflated. */
  readonly trials: Trials | null;
  /** Every rebalance of the path, for its turnover. */
  readonly reweightings?: readonly Reweighting[];
  /** Null draws none, as for the many trials of a search. */
  readonly bootstrap?: BootstrapSettings | null;
}

/** A ratio is of a year, `dailySharpe` of a day; returns, volatility, `meanExcess` and `trackingError` are fractions a year. */
export type Figure =
  | "annualisedReturn"
  | "volatility"
  | "sharpe"
  | "dailySharpe"
  | "sortino"
  | "calmar"
  | "winRate"
  | "probabilisticSharpe"
  | "deflatedSharpe"
  /** In portfolios moved: over the whole path, and a year. */
  | "turnover"
  | "annualTurnover"
  | "shareOfDaysAhead"
  | "benchmarkAnnualisedReturn"
  | "annualisedReturnDifference"
  | "meanExcess"
  | "trackingError"
  | "informationRatio";

/** Plain JSON. All figures are fractions (0.05 is 5 %) or ratios; a figure that is null has its reason in `reasons`, under its name. */
export interface Performance extends Readonly<Record<Figure, number | null>> {
  readonly startSeconds: UnixSeconds;
  readonly endSeconds: UnixSeconds;
  /** From first to last value, with fractions. */
  readonly durationDays: number;
  /** Whole UTC days: as many daily returns are behind the statistics. */
  readonly days: number;
  /** Over the whole path, free of deposits and withdrawals; not annualised. */
  readonly netReturn: number;
  /** Seen at midnights (UTC), and at the path's start and end. */
  readonly maxDrawdown: Drawdown;
  /** 90 %; null for too few days, or if none were asked for. */
  readonly intervals: Intervals | null;
  readonly reasons: Figures<Figure>["reasons"];
  /** What to bear in mind. */
  readonly cautions: readonly string[];
}

const NO_VARIATION = "returns do not vary";
const NO_DAY = "no whole day of data";
const NO_WEIGHTS = "weights were not given";
const NO_BENCHMARK = "no benchmark was given";

/**
 * All figures of one path. The annualised return is that of the whole path; statistics are of its whole UTC days. Under 30 of them only what
 * happened is told: return, drawdown, win rate, days ahead, turnover; figures of a year, and how sure they are, are null. Under 90 they
 * come with a caution.
 *
 * The benchmark is compared on the strategy's whole days: `benchmarkAnnualisedReturn` and `annualisedReturnDifference` are of those
 * days on both sides, as are the intervals.
 *
 * @throws NavPathError, MissingDaysError, TrialCountError.
 */
export function performance(path: NavPath, judgement: Judgement): Performance {
  const { riskFreeApr, trials, reweightings, bootstrap = BOOTSTRAP } = judgement;
  const growth = dailyGrowth(path);
  const { dayStartSeconds, returns } = dailyReturns(growth);
  const days = returns.length;
  const short = tooShort(days);
  const lasted = durationDays(growth);
  const finalGrowth = growth.growth.at(-1) as number;
  const riskFree = dailyRiskFree(dayStartSeconds, riskFreeApr);
  const excess = excessReturns(returns, riskFree);
  const benchmark = judgement.benchmark && onSameDays(dayStartSeconds, dailyReturns(dailyGrowth(judgement.benchmark)));
  const active = benchmark && excessReturns(returns, benchmark);
  const drawdown = maxDrawdown(growth);
  const yearly = annualisedReturn(finalGrowth, lasted);
  const benchmarkYearly = benchmark && annualisedReturnOf(benchmark);
  const estimate = sharpeEstimateOf(excess);
  const moved = reweightings === undefined ? null : totalTurnover(reweightings);
  const { values, reasons } = figures<Figure>({
    annualisedReturn: [yearly, short, NO_DAY],
    volatility: [standardDeviation(returns) * Math.sqrt(DAYS_PER_YEAR), short, NO_DAY],
    sharpe: [sharpeRatio(excess), short, NO_VARIATION],
    dailySharpe: [estimate.sharpe, short, NO_VARIATION],
    sortino: [sortinoRatio(excess), short, "no day returned less than the risk-free rate"],
    calmar: [calmarRatio(yearly, drawdown.depth), short, "there was no drawdown"],
    winRate: [winRate(returns), days === 0 ? NO_DAY : null, "no day gained or lost anything"],
    probabilisticSharpe: [probabilisticSharpe(estimate), short, NO_VARIATION],
    deflatedSharpe: [
      trials && deflatedSharpe(estimate, trials),
      short ?? (trials === null ? "trials were not counted" : null),
      Number.isNaN(estimate.sharpe) ? NO_VARIATION : "too few of the trials have a Sharpe ratio",
    ],
    turnover: [moved, null, NO_WEIGHTS],
    annualTurnover: [moved === null ? null : (moved * DAYS_PER_YEAR) / lasted, short, NO_WEIGHTS],
    shareOfDaysAhead: [active && shareOfDaysAhead(active), null, active === null ? NO_BENCHMARK : NO_DAY],
    benchmarkAnnualisedReturn: [benchmarkYearly, short, NO_BENCHMARK],
    annualisedReturnDifference: [benchmarkYearly === null ? null : annualisedReturnOf(returns) - benchmarkYearly, short, NO_BENCHMARK],
    meanExcess: [active && meanExcess(active), short, NO_BENCHMARK],
    trackingError: [active && trackingError(active), short, NO_BENCHMARK],
    informationRatio: [
      active && informationRatio(active),
      short,
      active === null ? NO_BENCHMARK : "the lead over the benchmark does not vary",
    ],
  });
  const caution = shortnessCaution(days);
  return {
    startSeconds: growth.timeSeconds[0] as number,
    endSeconds: growth.timeSeconds.at(-1) as number,
    durationDays: lasted,
    days,
    netReturn: finalGrowth - 1,
    ...values,
    maxDrawdown: drawdown,
    intervals: short === null && bootstrap !== null ? bootstrapIntervals({ returns, riskFree, benchmark }, bootstrap) : null,
    reasons,
    cautions: caution === null ? [] : [caution],
  };
}
