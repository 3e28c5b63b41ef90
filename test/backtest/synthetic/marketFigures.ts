import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { CARRY_FORWARD_SECONDS } from "../../../bot/predict/series/marketSeries.ts";

/** What the made-up markets are held to, measured in the same way of real and of made-up ones. */
export interface MarketFigures {
  /** Quantiles over the hours of all markets, each market counting the same. */
  readonly utilizationP10: number;
  readonly utilizationMedian: number;
  readonly utilizationP90: number;
  readonly aprMedian: number;
  readonly aprP90: number;
  /** From the autocorrelation after a day of what is left without the mean of 30 days; the median of markets. */
  readonly halfLifeHours: number;
  readonly hourlyChangeMean: number;
  readonly dailyChangeMedian: number;
  readonly dailyChangeP90: number;
  readonly dailyChangeP99: number;
  /** Of hours with more than 95 % lent out. */
  readonly nearlyFull: number;
  /** Mean correlation of daily changes of utilization between pairs of markets of one asset, of one protocol, and of neither. */
  readonly sameAsset: number;
  readonly sameProtocol: number;
  readonly others: number;
  /** Mean correlation of the logarithms of weekly mean rates between all pairs. */
  readonly weeklyRates: number;
}

interface Hourly {
  readonly market: MarketSeries;
  /** Hours since 1970 of the first value. */
  readonly firstHour: number;
  readonly utilization: Float64Array;
  readonly apr: Float64Array;
}

const HOUR = 3600;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
const MONTH_HOURS = 30 * DAY_HOURS;
/** What a market must hold for its hour to count. */
const LEAST_SUPPLY_USD = 1e6;
/** Fewer pairs of days say nothing about a correlation. */
const LEAST_DAYS = 90;
const LEAST_WEEKS = 20;
/** Rates this small are all the same. */
const LEAST_APR = 0.002;
/** A market that has less lent out in the middle of its hours is being wound down. */
const LEAST_MEDIAN_UTILIZATION = 0.25;

export function marketFigures(markets: readonly MarketSeries[]): MarketFigures {
  const hourly = markets.map(byHour).filter(isOrdinary);
  const pool = (column: (one: Hourly) => ArrayLike<number>) => equallyWeighted(hourly.map((one) => known(column(one))));
  const utilization = pool((one) => one.utilization);
  const apr = pool((one) => one.apr);
  const daily = pool((one) => absoluteChanges(one.apr, DAY_HOURS));
  const hourlyMeans = hourly.map((one) => mean(known(absoluteChanges(one.apr, 1))));
  return {
    utilizationP10: quantile(utilization, 0.1),
    utilizationMedian: quantile(utilization, 0.5),
    utilizationP90: quantile(utilization, 0.9),
    aprMedian: quantile(apr, 0.5),
    aprP90: quantile(apr, 0.9),
    halfLifeHours: quantile(Float64Array.from(hourly.map(({ utilization }) => halfLifeHours(utilization))).sort(), 0.5),
    hourlyChangeMean: mean(hourlyMeans),
    dailyChangeMedian: quantile(daily, 0.5),
    dailyChangeP90: quantile(daily, 0.9),
    dailyChangeP99: quantile(daily, 0.99),
    nearlyFull: mean(hourly.map((one) => mean(known(one.utilization).map((value) => (value > 0.95 ? 1 : 0))))),
    ...changesTogether(hourly),
    weeklyRates: mean(pairs(hourly, weeklyLogRates, LEAST_WEEKS).map(({ correlation }) => correlation)),
  };
}

function isOrdinary({ utilization }: Hourly): boolean {
  const values = known(utilization).sort();
  return values.length >= LEAST_DAYS * DAY_HOURS && quantile(values, 0.5) >= LEAST_MEDIAN_UTILIZATION;
}

function byHour(market: MarketSeries): Hourly {
  const { timeSeconds } = market;
  const firstHour = Math.ceil((timeSeconds[0] ?? 0) / HOUR);
  const lastHour = Math.floor((timeSeconds.at(-1) ?? 0) / HOUR);
  const utilization = new Float64Array(Math.max(0, lastHour - firstHour + 1)).fill(Number.NaN);
  const apr = utilization.slice();
  for (let i = 0, at = 0; i < utilization.length; i++) {
    const time = (firstHour + i) * HOUR;
    while (at + 1 < timeSeconds.length && (timeSeconds[at + 1] as number) <= time) at++;
    const isFresh = time - (timeSeconds[at] as number) <= CARRY_FORWARD_SECONDS;
    if (!isFresh || !((market.totalSupplyUsd[at] as number) >= LEAST_SUPPLY_USD)) continue;
    utilization[i] = Math.min(1, market.utilization[at] as number);
    apr[i] = market.quotedApr[at] as number;
  }
  return { market, firstHour, utilization, apr };
}

function absoluteChanges(values: Float64Array, lag: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, values.length - lag) }, (_, i) =>
    Math.abs((values[i + lag] as number) - (values[i] as number)),
  );
}

/** The same number of evenly spaced quantiles of each market, sorted. */
function equallyWeighted(columns: readonly Float64Array[]): Float64Array {
  const LEVELS = 2000;
  return Float64Array.from(
    columns.flatMap((column) => {
      const sorted = column.slice().sort();
      return Array.from({ length: LEVELS }, (_, i) => quantile(sorted, (i + 0.5) / LEVELS));
    }),
  ).sort();
}

function halfLifeHours(utilization: Float64Array): number {
  const deviation = utilization.slice().fill(Number.NaN);
  for (let start = 0; start < utilization.length; start += MONTH_HOURS) {
    const block = utilization.subarray(start, start + MONTH_HOURS);
    const level = mean(known(block));
    block.forEach((value, i) => {
      deviation[start + i] = value - level;
    });
  }
  const later = deviation.subarray(DAY_HOURS);
  const correlation = correlationOf(deviation.subarray(0, later.length), later);
  return (-DAY_HOURS * Math.log(2)) / Math.log(Math.max(correlation, 1e-3));
}

function changesTogether(hourly: readonly Hourly[]): Pick<MarketFigures, "sameAsset" | "sameProtocol" | "others"> {
  const all = pairs(hourly, dailyChanges, LEAST_DAYS);
  const of = (kind: PairKind) => mean(all.filter((pair) => pair.kind === kind).map(({ correlation }) => correlation));
  return { sameAsset: of("same asset"), sameProtocol: of("same protocol"), others: of("neither") };
}

type PairKind = "same asset" | "same protocol" | "neither";

/** Correlations of a figure of days or weeks, by their number, over those that both markets have. */
function pairs(hourly: readonly Hourly[], figure: (one: Hourly) => ReadonlyMap<number, number>, least: number) {
  const figures = hourly.map((one) => [...figure(one)].filter(([, value]) => !Number.isNaN(value)));
  const byTime = figures.map((entries) => new Map(entries));
  return hourly.flatMap(({ market: a }, i) =>
    hourly.slice(0, i).flatMap(({ market: b }, j) => {
      const common = (figures[i] ?? []).flatMap(([time, x]) => {
        const y = byTime[j]?.get(time);
        return y === undefined ? [] : [[x, y] as const];
      });
      if (common.length < least) return [];
      const kind: PairKind = a.symbol === b.symbol ? "same asset" : a.protocol === b.protocol ? "same protocol" : "neither";
      const correlation = correlationOf(
        Float64Array.from(common, ([x]) => x),
        Float64Array.from(common, ([, y]) => y),
      );
      return Number.isNaN(correlation) ? [] : [{ kind, correlation }];
    }),
  );
}

function dailyChanges({ firstHour, utilization }: Hourly): ReadonlyMap<number, number> {
  const changes = new Map<number, number>();
  for (let i = (-firstHour % DAY_HOURS) + DAY_HOURS; i + DAY_HOURS < utilization.length; i += DAY_HOURS) {
    changes.set((firstHour + i) / DAY_HOURS, (utilization[i + DAY_HOURS] as number) - (utilization[i] as number));
  }
  return changes;
}

function weeklyLogRates({ firstHour, apr }: Hourly): ReadonlyMap<number, number> {
  const rates = new Map<number, number>();
  for (let i = (-firstHour % WEEK_HOURS) + WEEK_HOURS; i + WEEK_HOURS <= apr.length; i += WEEK_HOURS) {
    const week = known(apr.subarray(i, i + WEEK_HOURS));
    if (week.length === WEEK_HOURS) rates.set((firstHour + i) / WEEK_HOURS, Math.log(mean(week) + LEAST_APR));
  }
  return rates;
}

export function known(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  return low + (place - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN) - low);
}

export function mean(values: ArrayLike<number>): number {
  return (Array.prototype.reduce.call(values, (sum, value) => (sum as number) + (value as number), 0) as number) / values.length;
}

export function correlationOf(a: Float64Array, b: Float64Array): number {
  const places = [...a.keys()].filter((i) => !Number.isNaN((a[i] as number) + (b[i] as number)));
  const meanA = mean(places.map((i) => a[i] as number));
  const meanB = mean(places.map((i) => b[i] as number));
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (const i of places) {
    const x = (a[i] as number) - meanA;
    const y = (b[i] as number) - meanB;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return product / Math.sqrt(squareA * squareB);
}
