import { type MarketView, marketView } from "../../predict/features/marketView.ts";
import { conditionPaths } from "../../predict/features/moment.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { StepPath } from "../../predict/series/stepPath.ts";
import { isDollarToken } from "../facts/dollarTokens.ts";
import { PegPath, pegSymbols } from "../peg.ts";
import { EXIT_BLOCKED_UTILIZATION, STRAINED_UTILIZATION } from "../thresholds.ts";

/** A market's past with what risk features and outcomes are computed from, made once for all moments. */
export interface RiskView extends MarketView {
  /** 1 while utilization is at or above a threshold, else 0: means of it by time are shares of time. */
  readonly strained: StepPath;
  readonly exitBlocked: StepPath;
  readonly squaredUtilization: StepPath;
  /** The dollar tokens the market depends on whose prices are known. */
  readonly pegs: readonly PegPath[];
}

/** The markets that are known, ready for risk features and outcomes at any moment. All of them, for trouble spreads. */
export interface RiskPanel {
  readonly views: readonly RiskView[];
  readonly conditions: ReadonlyMap<string, StepPath>;
  /** Every dollar token with a price, by symbol. */
  readonly pegs: ReadonlyMap<string, PegPath>;
}

export function riskPanel(markets: readonly MarketSeries[], conditions: Conditions): RiskPanel {
  const pegs = new Map<string, PegPath>();
  for (const [name, price] of conditions) {
    const symbol = /^price:(.+)$/.exec(name)?.[1];
    if (symbol !== undefined && isDollarToken(symbol)) pegs.set(symbol, new PegPath(price, conditions.get(`price-low:${symbol}`)));
  }
  const views = markets.map((series): RiskView => {
    const { timeSeconds, utilization } = series;
    const path = (value: (used: number) => number) =>
      new StepPath(
        timeSeconds,
        utilization.map((used) => (Number.isNaN(used) ? used : value(used))),
      );
    return {
      ...marketView(series),
      strained: path((used) => (used > STRAINED_UTILIZATION ? 1 : 0)),
      exitBlocked: path((used) => (used >= EXIT_BLOCKED_UTILIZATION ? 1 : 0)),
      squaredUtilization: path((used) => used * used),
      pegs: pegSymbols(series.symbol).flatMap((symbol) => pegs.get(symbol) ?? []),
    };
  });
  return { views, conditions: conditionPaths(conditions), pegs };
}
