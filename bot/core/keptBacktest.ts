import type { MarketId } from "./market.ts";
import type { Apr, UnixSeconds } from "./units.ts";

/** What a list of kept backtests tells of one. */
export interface BacktestHeading {
  readonly madeAtSeconds: UnixSeconds;
  /** What whoever kept it calls it. */
  readonly name: string | null;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly capitalUsd: number;
  readonly universe: string;
  /** Where its past comes from, in words. */
  readonly origin: string;
  /** A made-up past: nothing of it happened. */
  readonly isSynthetic: boolean;
  /** Names of who competed. */
  readonly contenders: readonly string[];
}

/** A backtest as it is kept: plain JSON. */
export interface KeptBacktest extends BacktestHeading {
  readonly settings: BacktestSettings;
  readonly marketIds: readonly MarketId[];
  readonly figures: readonly ContenderFigures[];
  readonly curves: readonly EquityCurve[];
  /** The most that any plan could have returned; null where nobody worked it out. */
  readonly ceilingReturn: number | null;
  /** Null under 30 days, or without "ml" or anyone to compare it with. */
  readonly lead: BacktestLead | null;
  readonly notes: readonly string[];
}

/** What was assumed and asked for. */
export interface BacktestSettings {
  readonly everySeconds: number;
  /** Of every amount moved, in the place of gas; null where gas was as it was. */
  readonly flatFee: number | null;
  readonly gasMultiplier: number;
  readonly prices: "par" | "closing";
  readonly relativeCapBps: number;
  readonly leastSupplyUsd: number;
  readonly riskFreeApr: Apr;
  readonly members: readonly string[];
  readonly seed: number;
  /** What of the keeper's policy was not as usual. */
  readonly policy: Readonly<Record<string, number | boolean | string | null>>;
  /** What came in or (negative) went out. */
  readonly flows: readonly { readonly atSeconds: UnixSeconds; readonly usd: number }[];
}

/** By how much "ml" is ahead of the best of the others: fractions a year, with the middle 90 % of a bootstrap. */
export interface BacktestLead {
  readonly best: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Figures that a contender's path has, or has not; returns are fractions. */
export const KEPT_FIGURES = [
  "annualisedReturn",
  "volatility",
  "sharpe",
  "sortino",
  "calmar",
  "winRate",
  "probabilisticSharpe",
  "deflatedSharpe",
  "annualTurnover",
  "shareOfDaysAhead",
  "annualisedReturnDifference",
  "trackingError",
  "informationRatio",
] as const;
export type KeptFigure = (typeof KEPT_FIGURES)[number];

/** How one contender did. A figure that is null has its reason in `reasons`. */
export interface ContenderFigures extends Readonly<Record<KeptFigure, number | null>> {
  readonly contender: string;
  readonly strategy: string;
  readonly days: number;
  /** Over the whole time. */
  readonly netReturn: number;
  readonly maxDrawdown: {
    /** A fraction of the highest value before it. */
    readonly depth: number;
    readonly peakSeconds: UnixSeconds | null;
    readonly troughSeconds: UnixSeconds | null;
    readonly recoveredSeconds: UnixSeconds | null;
  };
  readonly reasons: Readonly<Record<string, string>>;
  readonly cautions: readonly string[];
  readonly gasUsd: number;
  readonly conversionUsd: number;
  readonly rebalances: number;
  readonly decisions: number;
  /** The mean part of the vault that could not have been withdrawn at once. */
  readonly lockedShare: number;
  /** What markets paid, and what their tokens' prices did to what was in them; of those that did either. */
  readonly markets: readonly { readonly marketId: MarketId; readonly yieldUsd: number; readonly priceUsd: number }[];
}

/** One contender's money at its start, at every midnight (UTC) and at its end: columns of one length. */
export interface EquityCurve {
  readonly contender: string;
  readonly timeSeconds: readonly number[];
  readonly navUsd: readonly number[];
  /** What one dollar has grown to, free of what came in and went out; begins with 1. */
  readonly growth: readonly number[];
}
