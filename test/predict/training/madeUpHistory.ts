import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { normalNumbers } from "../learned/plantedBatch.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
const STEP = 6 * HOUR;

/** Unix seconds of a day, "2022-01-01". */
export function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/** A market by six hours, as a file of the layout lending-hourly tells of it. */
export interface MadeUpMarket {
  readonly id: string;
  readonly protocol: string;
  readonly symbol: string;
  readonly timeSeconds: readonly number[];
  readonly apr: readonly number[];
  readonly supplyUsd: readonly number[];
}

const MARKETS = [
  { id: "aave-v3:usdc", protocol: "aave-v3", symbol: "USDC", meanApr: 0.03 },
  { id: "compound-v3:usdt", protocol: "compound-v3", symbol: "USDT", meanApr: 0.025 },
];

/** Rates that leave their mean by chance and come back to it within a day or two: the last one is no good forecast. */
export function madeUpMarkets(fromSeconds: number, toSeconds: number): readonly MadeUpMarket[] {
  return MARKETS.map(({ meanApr, ...market }, number) => {
    const normal = normalNumbers(10 + number);
    const timeSeconds = Array.from({ length: Math.floor((toSeconds - fromSeconds) / STEP) + 1 }, (_, i) => fromSeconds + i * STEP);
    let away = 0;
    const apr = timeSeconds.map(() => {
      away = 0.85 * away + 0.15 * normal();
      return Number((meanApr * Math.exp(away)).toFixed(8));
    });
    return { ...market, timeSeconds, apr, supplyUsd: timeSeconds.map(() => 50_000_000) };
  });
}

/** The same past with another future: from a time on, rates are what one makes of them. */
export function withFuture(
  markets: readonly MadeUpMarket[],
  fromSeconds: number,
  become: (apr: number) => number,
): readonly MadeUpMarket[] {
  return markets.map((market) => ({
    ...market,
    apr: market.apr.map((apr, i) => ((market.timeSeconds[i] as number) >= fromSeconds ? become(apr) : apr)),
  }));
}

/** Markets that were opened later. */
export function since(markets: readonly MadeUpMarket[], fromSeconds: number): readonly MadeUpMarket[] {
  return markets.map((market) => {
    const first = market.timeSeconds.findIndex((time) => time >= fromSeconds);
    const { timeSeconds, apr, supplyUsd } = market;
    return { ...market, timeSeconds: timeSeconds.slice(first), apr: apr.slice(first), supplyUsd: supplyUsd.slice(first) };
  });
}

/** As models read them. */
export function seriesOf(markets: readonly MadeUpMarket[]): readonly MarketSeries[] {
  return markets.map(({ id, protocol, symbol, timeSeconds, apr, supplyUsd }) => {
    const none = new Float64Array(apr.length);
    return {
      marketId: id,
      protocol,
      symbol,
      category: "lending",
      timeSeconds: Float64Array.from(timeSeconds),
      quotedApr: Float64Array.from(apr),
      paidApr: Float64Array.from(apr),
      totalSupplyUsd: Float64Array.from(supplyUsd),
      totalBorrowUsd: Float64Array.from(supplyUsd, (usd) => usd / 2),
      utilization: none.map(() => 0.5),
      assetPriceUsd: none.map(() => Number.NaN),
    };
  });
}

const HEADER =
  "timestamp,block,market,protocol,symbol,supply_apr_pct,total_supply_usd,total_borrow_usd,deposit_usd_1h,withdraw_usd_1h,borrow_usd_1h,repay_usd_1h";

/** Writes them as a file of the layout lending-hourly into a folder. */
export async function writeHistory(folder: string, markets: readonly MadeUpMarket[]): Promise<void> {
  const lines = markets.flatMap(({ id, protocol, symbol, timeSeconds, apr, supplyUsd }) =>
    timeSeconds.map((time, i) => {
      const supply = supplyUsd[i] as number;
      return [
        time,
        Math.floor(time / 12),
        id,
        protocol,
        symbol,
        (100 * (apr[i] as number)).toFixed(6),
        supply,
        supply / 2,
        0,
        0,
        0,
        0,
      ].join();
    }),
  );
  await writeFile(path.join(folder, "lending_hourly.csv"), `${[HEADER, ...lines].join("\n")}\n`);
}
