import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { type SyntheticHistory, syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { readHistoryFolder } from "../../../bot/predict/series/readHistoryFolder.ts";
import { isDollarToken } from "../../../bot/risk/facts/dollarTokens.ts";
import { NOW_SECONDS, realFile } from "../../observe/history/csvFiles.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { conditionFigures, pegFigures } from "./conditionFigures.ts";
import { type MarketFigures, marketFigures } from "./marketFigures.ts";

const SEEDS = [1, 2, 3, 4];
const CONDITIONS_FROM_SECONDS = Date.UTC(2021, 0, 1) / 1000;

/** By which factor the figures may be apart, on average over seeds. */
const MARKET_FACTORS = {
  utilizationP10: 1.3,
  utilizationMedian: 1.1,
  utilizationP90: 1.05,
  aprMedian: 1.4,
  aprP90: 1.4,
  halfLifeHours: 1.4,
  hourlyChangeMean: 1.7,
  dailyChangeMedian: 3,
  dailyChangeP90: 1.5,
  dailyChangeP99: 1.7,
  nearlyFull: 2,
  weeklyRates: 1.4,
} as const satisfies Partial<Record<keyof MarketFigures, number>>;

const CONDITION_FACTORS = {
  gasMedianGwei: 1.7,
  gasLogDeviation: 1.5,
  gasAfterADay: 1.15,
  gasAfterAWeek: 1.4,
  gasDailyLogChange: 1.3,
  etherDailyReturn: 1.15,
  etherKurtosis: 2,
} as const;

describe("synthetic markets beside real ones", () => {
  let lending: readonly MarketSeries[];
  let conditions: Conditions;
  let histories: readonly SyntheticHistory[];
  const meanOver = <Figures extends object>(all: readonly Figures[], name: keyof Figures) =>
    all.reduce((sum, figures) => sum + Number(figures[name]), 0) / all.length;

  before(async function () {
    const [hours, days] = [realFile("lending_hourly.csv.gz"), realFile("ethereum_daily.csv")];
    if (hours === null || days === null) {
      console.log("      skipped: ../shared/data with lending_hourly.csv.gz and ethereum_daily.csv is not here");
      return this.skip();
    }
    const folder = await createTestFolder();
    const [header, ...lines] = gunzipSync(await readFile(hours))
      .toString()
      .split("\n");
    const dollars = lines.filter((line) => isDollarToken(line.split(",")[4] ?? ""));
    await writeFile(path.join(folder, "hours.csv"), `${[header, ...dollars].join("\n")}\n`);
    await writeFile(path.join(folder, "days.csv"), await readFile(days));
    histories = SEEDS.map((seed) => syntheticMarkets({ markets: 28, days: 730, seed }));
    ({ hourly: lending, conditions } = await readHistoryFolder(folder, NOW_SECONDS));
  });

  it("lend out, pay and move as much, and as long", () => {
    const real = marketFigures(lending);
    const madeUp = histories.map(({ markets }) => marketFigures(markets));
    for (const [name, factor] of Object.entries(MARKET_FACTORS) as [keyof typeof MARKET_FACTORS, number][]) {
      expect(meanOver(madeUp, name), `${name}, really ${real[name]}`).within(real[name] / factor, real[name] * factor);
    }
    // Near zero a factor says nothing.
    for (const name of ["sameAsset", "sameProtocol", "others"] as const) {
      expect(meanOver(madeUp, name), `${name}, really ${real[name]}`).within(real[name] - 0.1, real[name] + 0.1);
    }
  });

  it("have gas and ether around them that are as wild", () => {
    const real = conditionFigures(conditions, CONDITIONS_FROM_SECONDS);
    const madeUp = histories.map((history) => conditionFigures(history.conditions, 0));
    for (const [name, factor] of Object.entries(CONDITION_FACTORS) as [keyof typeof CONDITION_FACTORS, number][]) {
      expect(meanOver(madeUp, name), `${name}, really ${real[name]}`).within(real[name] / factor, real[name] * factor);
    }
  });

  it("are of tokens that keep to a dollar between the best and the worst of USDC, USDT, DAI and USDP", () => {
    const symbols = ["USDC", "USDT", "DAI", "USDP"];
    const real = symbols.map((symbol) => pegFigures(conditions, symbol, CONDITIONS_FROM_SECONDS));
    const madeUp = histories.flatMap((history) => ["USDC", "DAI"].map((symbol) => pegFigures(history.conditions, symbol, 0)));
    for (const name of ["median", "p90", "p99"] as const) {
      const figures = real.map((figure) => figure[name]);
      expect(meanOver(madeUp, name), name).within(Math.min(...figures), Math.max(...figures));
    }
    const lowest = real.map((figure) => figure.lowest);
    expect(meanOver(madeUp, "lowest")).within(Math.min(...lowest), Math.max(...lowest));
  });
});
