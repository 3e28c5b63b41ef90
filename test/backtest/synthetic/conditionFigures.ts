import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import { correlationOf, mean, quantile } from "./marketFigures.ts";

/** What made-up gas and ether are held to: of logarithms, by the day. */
export interface ConditionFigures {
  readonly gasMedianGwei: number;
  readonly gasLogDeviation: number;
  /** Correlations of the logarithm with itself. */
  readonly gasAfterADay: number;
  readonly gasAfterAWeek: number;
  /** Deviations of changes from day to day. */
  readonly gasDailyLogChange: number;
  readonly etherDailyReturn: number;
  readonly etherKurtosis: number;
}

export interface PegFigures {
  /** Quantiles of how far days close from one dollar. */
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  /** The lowest price of all days. */
  readonly lowest: number;
}

export function conditionFigures(conditions: Conditions, fromSeconds: number): ConditionFigures {
  const gas = valuesFrom(conditions, "gas-gwei", fromSeconds).map(Math.log);
  const returns = changes(valuesFrom(conditions, "eth-usd", fromSeconds).map(Math.log));
  return {
    gasMedianGwei: Math.exp(quantile(gas.slice().sort(), 0.5)),
    gasLogDeviation: Math.sqrt(moment(gas, 2)),
    gasAfterADay: correlationOf(gas.slice(1), gas.slice(0, -1)),
    gasAfterAWeek: correlationOf(gas.slice(7), gas.slice(0, -7)),
    gasDailyLogChange: Math.sqrt(moment(changes(gas), 2)),
    etherDailyReturn: Math.sqrt(moment(returns, 2)),
    etherKurtosis: moment(returns, 4) / moment(returns, 2) ** 2,
  };
}

export function pegFigures(conditions: Conditions, symbol: string, fromSeconds: number): PegFigures {
  const off = valuesFrom(conditions, `price:${symbol}`, fromSeconds)
    .map((price) => Math.abs(price - 1))
    .sort();
  const lows = valuesFrom(conditions, `price-low:${symbol}`, fromSeconds);
  return { median: quantile(off, 0.5), p90: quantile(off, 0.9), p99: quantile(off, 0.99), lowest: Math.min(...lows) };
}

function valuesFrom(conditions: Conditions, name: string, fromSeconds: number): Float64Array {
  const series = conditions.get(name);
  return series?.value.filter((_, i) => (series.timeSeconds[i] as number) >= fromSeconds) ?? new Float64Array();
}

function changes(values: Float64Array): Float64Array {
  return values.slice(1).map((value, i) => value - (values[i] as number));
}

function moment(values: Float64Array, order: number): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** order));
}
