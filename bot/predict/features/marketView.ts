import type { MarketSeries } from "../series/marketSeries.ts";
import { StepPath } from "../series/stepPath.ts";
import { type AssetClass, assetClass } from "./assetClass.ts";

/** A series with what its features are computed from, made once for all moments. */
export interface MarketView {
  readonly series: MarketSeries;
  readonly assetClass: AssetClass;
  /** In capitals: sources write sUSD and SUSD. */
  readonly symbol: string;
  readonly quoted: StepPath;
  readonly paid: StepPath;
  readonly utilization: StepPath;
  readonly supply: StepPath;
  readonly borrow: StepPath;
  readonly price: StepPath;
}

export function marketView(series: MarketSeries): MarketView {
  const { timeSeconds } = series;
  return {
    series,
    assetClass: assetClass(series.symbol),
    symbol: series.symbol.toUpperCase(),
    quoted: new StepPath(timeSeconds, series.quotedApr),
    paid: new StepPath(timeSeconds, series.paidApr),
    utilization: new StepPath(timeSeconds, series.utilization),
    supply: new StepPath(timeSeconds, series.totalSupplyUsd),
    borrow: new StepPath(timeSeconds, series.totalBorrowUsd),
    price: new StepPath(timeSeconds, series.assetPriceUsd),
  };
}
