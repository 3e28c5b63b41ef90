import { RATE_FLOOR } from "../../predict/features/moment.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import type { RiskMoment } from "../features/riskMoment.ts";

/** A row's features by name; NaN is "not known". */
export type RowValues = ReadonlyMap<string, number>;

export function rowValues(values: readonly number[]): RowValues {
  return new Map(RISK_FEATURE_NAMES.map((name, i) => [name, values[i] as number]));
}

/** In the order of `RISK_FEATURE_NAMES`. */
export function rowOf(values: RowValues): Float32Array {
  const row = new Float32Array(RISK_FEATURE_NAMES.length);
  RISK_FEATURE_NAMES.forEach((name, i) => {
    row[i] = values.get(name) ?? Number.NaN;
  });
  return row;
}

const named = (pattern: RegExp) => RISK_FEATURE_NAMES.filter((name) => pattern.test(name));
const DEPOSITS_GROWTHS = named(/^deposits-growth-\d+h$/);
const RATES_OVER_MEAN = named(/^rate-over-mean-\d+h$/);
const UTILIZATION_DIFFERENCES = named(/^utilization-(over-mean-\d+h|change-24h)$/);
const HIGHEST_UTILIZATIONS = named(/^utilization-highest-\d+h$/);

/** As features have it: the pace of a day is not followed for longer. */
const MOST_DAYS_OF_CASH = 30;
/** As features have it: a smaller deviation is as good as none. */
const LEAST_DEVIATION = 0.001;

/**
 * The row as it would be if this much were lent out, at the same deposits. What follows from it moves with it: how far it is above its means, its
 * highest so far (the past stays), debts, and the cash that is left. Depositors are paid as before.
 */
export function withUtilization(values: RowValues, utilization: number): RowValues {
  return changed(values, withBalances(values, 0, utilization));
}

/**
 * The row as it would be if deposits had grown this much in 24 h, in logarithms, by money that came or went at this moment: debts stay as they are,
 * and so utilization and cash move, too.
 */
export function withDepositsGrowth(values: RowValues, growthDay: number): RowValues {
  const growth = growthDay - of(values, "deposits-growth-24h");
  const next = withBalances(values, growth, of(values, "utilization") * Math.exp(-growth));
  for (const name of DEPOSITS_GROWTHS) next.set(name, of(values, name) + growth);
  next.set("ln-deposits-usd", of(values, "ln-deposits-usd") + growth);
  next.set("deposits-below-highest-720h", Math.min(0, of(values, "deposits-below-highest-720h") + growth));
  next.set("deposits-largest-daily-fall-720h", Math.min(growthDay, of(values, "deposits-largest-daily-fall-720h")));
  next.set("deposits-growth-24h-over-deviation", growthDay / Math.max(of(values, "deposits-daily-deviation-720h"), LEAST_DEVIATION));
  const move = Math.abs(Math.exp(growth) - 1);
  for (const name of ["largest-move-168h", "largest-move-720h"]) next.set(name, Math.max(of(values, name), move));
  return changed(values, next);
}

/** The row as it would be at another price of the market's dollar tokens, in USD less one; their lowest prices so far stay where they are lower. */
export function withPegDistance(values: RowValues, distance: number): RowValues {
  const next = new Map([["peg-distance", distance]]);
  for (const name of ["peg-lowest-7d", "peg-lowest-30d", "worst-peg-lowest-7d-any"]) next.set(name, Math.min(of(values, name), distance));
  const worst = of(values, "worst-peg-distance-any");
  const isWorst = worst >= of(values, "peg-distance");
  next.set("worst-peg-distance-any", isWorst ? distance : Math.min(worst, distance));
  return changed(values, next);
}

/** The row as it would be at this many times the rate's mean of 30 days, the logarithm of it. */
export function withRateOverMean(values: RowValues, overMean: number, { view, first, last }: RiskMoment): RowValues {
  const change = overMean - of(values, "rate-over-mean-720h");
  const next = new Map<string, number>();
  for (const name of RATES_OVER_MEAN) next.set(name, of(values, name) + change);
  const rate = of(values, "ln-rate") + change;
  next.set("ln-rate", rate);
  next.set("ln-borrow-rate", of(values, "ln-borrow-rate") + change);
  const apr = Math.exp(rate) - RATE_FLOOR;
  let below = 1;
  for (let i = first; i < last; i++) if ((view.series.quotedApr[i] as number) <= apr) below++;
  next.set("rate-rank-720h", below / (last - first + 1));
  return changed(values, next);
}

/** Everything that follows from deposits that grow at this moment, in logarithms, and from what is then lent out. */
function withBalances(values: RowValues, growth: number, utilization: number): Map<string, number> {
  const next = new Map<string, number>();
  const now = of(values, "utilization");
  const more = utilization - now;
  for (const name of UTILIZATION_DIFFERENCES) next.set(name, of(values, name) + more);
  for (const name of HIGHEST_UTILIZATIONS) next.set(name, Math.max(of(values, name), utilization));
  next.set("utilization", utilization);
  next.set("ln-borrow-rate", of(values, "ln-borrow-rate") - Math.log(utilization / now));
  const debtsGrowth = growth + Math.log(utilization / now);
  for (const name of ["debts-growth-24h", "debts-growth-168h"]) next.set(name, of(values, name) + debtsGrowth);

  // Cash as a share of deposits: what changes before is told in today's deposits.
  const supply = Math.exp(of(values, "ln-deposits-usd"));
  const ratio = Math.exp(growth);
  const change = (1 - utilization) * ratio - (1 - now);
  for (const name of ["cash-change-24h", "cash-change-168h"]) next.set(name, (of(values, name) + change) / ratio);
  const cash = Math.max(1, Math.exp(of(values, "ln-cash-usd")) + change * supply);
  next.set("ln-cash-usd", Math.log(cash));
  next.set("cash-lowest-share-168h", Math.min(of(values, "cash-lowest-share-168h"), 1 - utilization));
  const dayChange = next.get("cash-change-24h") ?? Number.NaN;
  next.set("days-of-cash", dayChange < 0 ? Math.min(MOST_DAYS_OF_CASH, cash / (supply * ratio) / -dayChange) : MOST_DAYS_OF_CASH);
  return next;
}

function changed(values: RowValues, changes: RowValues): RowValues {
  const all = new Map(values);
  for (const [name, value] of changes) all.set(name, value);
  return all;
}

function of(values: RowValues, name: string): number {
  return values.get(name) ?? Number.NaN;
}
