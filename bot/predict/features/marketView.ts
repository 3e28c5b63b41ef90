import type { MarketSeries } from "../series/marketSeries.ts";
import { StepPath } from "../series/stepPath.ts";
import { type AssetClass, assetClass } from "./assetClass.ts";

/** A series with what its features are computed from, made once for all moments. */
export interface MarketView {
  readonly series: MarketSeries;
  readonly assetClass: AssetClass;
  readonly quoted: StepPath;
  readonly paid: StepPath;
  readonly utilization: StepPath;
  readonly supply: StepPath;
  readonly price: StepPath;
  /** Sums of what came and went, up to and including each point; a flow that is not known counts as none. */
  readonly flows: Readonly<Record<FlowName, Float64Array>>;
  /** The number of the first point whose deposits are known; infinite where none is. Before it flows are not known, whatever comes later. */
  readonly firstFlow: number;
}

export const FLOW_NAMES = ["deposit", "withdraw", "borrow", "repay"] as const;
export type FlowName = (typeof FLOW_NAMES)[number];

export function marketView(series: MarketSeries): MarketView {
  const { timeSeconds } = series;
  return {
    series,
    assetClass: assetClass(series.symbol),
    quoted: new StepPath(timeSeconds, series.quotedApr),
    paid: new StepPath(timeSeconds, series.paidApr),
    utilization: new StepPath(timeSeconds, series.utilization),
    supply: new StepPath(timeSeconds, series.totalSupplyUsd),
    price: new StepPath(timeSeconds, series.assetPriceUsd),
    flows: {
      deposit: sums(series.depositUsd),
      withdraw: sums(series.withdrawUsd),
      borrow: sums(series.borrowUsd),
      repay: sums(series.repayUsd),
    },
    firstFlow: firstKnown(series.depositUsd),
  };
}

function sums(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    if (!Number.isNaN(value)) sum += value;
    return sum;
  });
}

function firstKnown(values: Float64Array): number {
  const first = values.findIndex((value) => !Number.isNaN(value));
  return first < 0 ? Number.POSITIVE_INFINITY : first;
}
