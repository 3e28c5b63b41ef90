import type { Backtest, Contested } from "../backtest.ts";
import { isoTime } from "./figureText.ts";
import { type Lead, leadOverBest, mlOf } from "./lead.ts";
import { notesOf } from "./provenance.ts";

/** What `keeper backtest --json` says; returns are fractions, times ISO 8601. A figure that is null cannot be told. */
export interface BacktestJson {
  readonly from: string;
  readonly to: string;
  readonly universe: string;
  /** A made-up past: nothing of it happened. */
  readonly synthetic: boolean;
  readonly strategies: Readonly<Record<string, ContenderJson>>;
  /** Of annualised returns, with its 90 % interval; null under 30 days, or without "ml" or anyone to compare it with. */
  readonly mlMinusBest: Pick<Lead, "mean" | "low" | "high"> | null;
  /** Of "ml". */
  readonly deflatedSharpe: number | null;
  readonly ceilingReturn: number | null;
  readonly notes: readonly string[];
}

export interface ContenderJson {
  readonly netReturn: number;
  readonly annualisedReturn: number | null;
  readonly sharpe: number | null;
  /** Its depth: a fraction of the highest value before it. */
  readonly maxDrawdown: number;
  readonly rebalances: number;
  readonly costsUsd: number;
  /** The mean part of the vault that could not have been withdrawn at once. */
  readonly lockedShare: number;
}

export function backtestJson(backtest: Backtest): BacktestJson {
  const { fromSeconds, toSeconds, spec, isSynthetic, contested, ceilingReturn } = backtest;
  const lead = leadOverBest(backtest);
  return {
    from: isoTime(fromSeconds),
    to: isoTime(toSeconds),
    universe: spec.universe,
    synthetic: isSynthetic,
    strategies: Object.fromEntries(contested.map((one) => [one.run.contender, contenderJson(one)])),
    mlMinusBest: lead === null ? null : { mean: lead.mean, low: lead.low, high: lead.high },
    deflatedSharpe: mlOf(backtest)?.performance.deflatedSharpe ?? null,
    ceilingReturn,
    notes: notesOf(backtest),
  };
}

function contenderJson({ run, performance }: Contested): ContenderJson {
  return {
    netReturn: performance.netReturn,
    annualisedReturn: performance.annualisedReturn,
    sharpe: performance.sharpe,
    maxDrawdown: performance.maxDrawdown.depth,
    rebalances: run.rebalances.length,
    costsUsd: run.costs.gasUsd + run.costs.conversionUsd,
    lockedShare: run.locked.meanShare,
  };
}
