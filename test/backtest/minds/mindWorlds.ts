import type { MindHistory, MindWorld } from "../../../bot/backtest/minds/history.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { StepPath } from "../../../bot/predict/series/stepPath.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** Of a world, all that any mind reads. */
export type ReadWorld = MindWorld & Pick<World, "stepSeconds" | "quotedApr" | "paidApr">;

/** The markets of a history, from one moment up to and including another. */
export function worldOf({ series }: Pick<MindHistory, "series">, fromSeconds: number, toSeconds: number, stepSeconds: number): ReadWorld {
  const moments = Math.floor((toSeconds - fromSeconds) / stepSeconds) + 1;
  const timeSeconds = Float64Array.from({ length: moments }, (_, s) => fromSeconds + s * stepSeconds);
  const columns = (path: (one: MarketSeries) => StepPath, value: (path: StepPath, atSeconds: number, s: number) => number) =>
    Float64Array.from(series.flatMap((one) => [...timeSeconds].map((time, s) => value(path(one), time, s))));
  return {
    markets: series.map((one) => ({
      id: `1:${one.marketId}`,
      protocol: one.protocol,
      symbol: one.symbol,
      rateModel: { kind: "flat" },
      series: one,
    })),
    timeSeconds,
    stepSeconds,
    quotedApr: columns(pathOf("quotedApr"), (path, time) => path.at(time)),
    paidApr: columns(pathOf("paidApr"), (path, time, s) => (s + 1 < moments ? path.mean(time, time + stepSeconds) : Number.NaN)),
  };
}

function pathOf(column: "quotedApr" | "paidApr"): (series: MarketSeries) => StepPath {
  const known = new Map<MarketSeries, StepPath>();
  return (series) => {
    const path = known.get(series) ?? new StepPath(series.timeSeconds, series[column]);
    known.set(series, path);
    return path;
  };
}

/** The same past up to a time, and then quite other rates, deposits and prices. What is paid from the last point on belongs to what comes. */
export function withAnotherFuture({ series, conditions }: MindHistory, afterSeconds: number): MindHistory {
  const changed = (timeSeconds: Float64Array, values: Float64Array, become: (value: number) => number) =>
    values.map((value, i) => ((timeSeconds[i] as number) > afterSeconds ? become(value) : value));
  return {
    series: series.map((one) => {
      const later = (values: Float64Array, become: (value: number) => number) => changed(one.timeSeconds, values, become);
      return {
        ...one,
        quotedApr: later(one.quotedApr, (apr) => 0.5 - 2 * apr),
        paidApr: one.paidApr.map((apr, i) => ((one.timeSeconds[i] as number) >= afterSeconds ? 0.7 - apr : apr)),
        totalSupplyUsd: later(one.totalSupplyUsd, (usd) => 3 * usd + 1e7),
        totalBorrowUsd: later(one.totalBorrowUsd, (usd) => usd / 5),
        utilization: later(one.utilization, (used) => 1 - used),
        assetPriceUsd: later(one.assetPriceUsd, (usd) => usd * 0.8),
      };
    }),
    conditions: new Map(
      [...conditions].map(([name, { timeSeconds, value }]) => [
        name,
        { timeSeconds, value: changed(timeSeconds, value, (one) => one * 0.7) },
      ]),
    ),
  };
}

/** The same past up to a time, and then nothing: every market dies. */
export function withoutFuture({ series, conditions }: MindHistory, afterSeconds: number): MindHistory {
  return { series: series.map((one) => dyingAt(one, afterSeconds)), conditions };
}

export function dyingAt(series: MarketSeries, atSeconds: number): MarketSeries {
  const points = series.timeSeconds.filter((time) => time <= atSeconds).length;
  const first = (values: Float64Array) => values.slice(0, points);
  return {
    ...series,
    timeSeconds: first(series.timeSeconds),
    quotedApr: first(series.quotedApr),
    // Of the last point, as of any series' end, only the quote is known.
    paidApr: Float64Array.from(first(series.paidApr), (apr, i) => (i === points - 1 ? (series.quotedApr[i] as number) : apr)),
    totalSupplyUsd: first(series.totalSupplyUsd),
    totalBorrowUsd: first(series.totalBorrowUsd),
    utilization: first(series.utilization),
    assetPriceUsd: first(series.assetPriceUsd),
  };
}

/** A column's values of all moments up to and including a time, as bytes: two of them are the same bit by bit or not at all. */
export function bytesUntil({ timeSeconds }: MindWorld, column: Float64Array | Float32Array | Uint8Array, untilSeconds: number): string {
  const isPast = (place: number) => (timeSeconds[place % timeSeconds.length] as number) <= untilSeconds;
  const past = column.filter((_value, place) => isPast(place));
  return Buffer.from(past.buffer, past.byteOffset, past.byteLength).toString("hex");
}

/** Whether a column says anything at a moment of a market. */
export function isSaid({ timeSeconds }: MindWorld, column: Float64Array | Float32Array, market: number, atSeconds: number): boolean {
  return !Number.isNaN(column[market * timeSeconds.length + timeSeconds.indexOf(atSeconds)] as number);
}
