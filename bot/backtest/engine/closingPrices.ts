import { carriedForward, stepColumn } from "../world/stepColumn.ts";
import type { World } from "../world/world.ts";

/** USD by symbol, in capitals; tokens nobody has a price of are missing. */
export type PricesUsd = Readonly<Record<string, number>>;

/** Closing prices of the last day that was over: the same object for as long as none changes. */
export function closingPrices({ markets, conditions, timeSeconds }: World): (moment: number) => PricesUsd {
  const symbols = [...new Set(markets.map(({ symbol }) => symbol.toUpperCase()))];
  const columns = symbols.flatMap((symbol) => {
    const series = conditions.get(`price:${symbol}`);
    return series === undefined ? [] : [{ symbol, column: carriedForward(stepColumn(timeSeconds, series)) }];
  });
  const at = (moment: number): PricesUsd => Object.fromEntries(columns.map(({ symbol, column }) => [symbol, column[moment] as number]));
  const isAsAt = (earlier: number, moment: number): boolean =>
    columns.every(({ column }) => Object.is(column[earlier] as number, column[moment] as number));
  let last = { moment: 0, prices: at(0) };
  return (moment) => {
    if (last.moment !== moment) last = { moment, prices: isAsAt(last.moment, moment) ? last.prices : at(moment) };
    return last.prices;
  };
}
