import { expect } from "chai";
import { seriesUntil } from "../../../bot/backtest/minds/history.ts";
import { trailingMean } from "../../../bot/backtest/minds/trailingMean.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { buildWorld } from "../../../bot/backtest/world/buildWorld.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

const DAY = 86_400;
const WEEK = 7 * DAY;

describe("the trailing mean as a forecast", () => {
  const { markets, conditions } = syntheticMarkets({ markets: 2, days: 30, seed: 2 });
  const begin = markets[0]?.timeSeconds[0] as number;
  const worldOf = (series: readonly MarketSeries[], days: number) =>
    buildWorld({
      isSynthetic: true,
      series,
      conditions,
      rateModels: new Map(),
      fromSeconds: begin + 10 * DAY,
      toSeconds: begin + days * DAY,
      stepSeconds: DAY / 4,
      leastSupplyUsd: 0,
      leastKnownDays: 0,
      prices: "par",
      assetSymbol: "USDC",
    });

  it("is the mean of what was paid in the window, hour by hour, without any doubt", () => {
    const world = worldOf(markets, 20);
    const { meanApr, p10Apr, p90Apr, horizonSeconds } = trailingMean(world, WEEK, 2 * DAY);
    const moment = 9;
    const now = world.timeSeconds[moment] as number;
    const series = world.markets[0]?.series as MarketSeries;
    const paid = [...series.timeSeconds].flatMap((time, i) => (time >= now - 2 * DAY && time < now ? [series.paidApr[i] as number] : []));
    expect(paid).length(48);
    expect(meanApr[moment]).closeTo(paid.reduce((sum, apr) => sum + apr, 0) / 48, 1e-12);
    expect([p10Apr[moment], p90Apr[moment], horizonSeconds]).deep.equal([meanApr[moment], meanApr[moment], WEEK]);
  });

  it("knows nothing of what comes after its moment", () => {
    const whole = trailingMean(worldOf(markets, 25), WEEK, 2 * DAY);
    const cut = trailingMean(
      worldOf(
        markets.map((series) => seriesUntil(series, begin + 20 * DAY)),
        20,
      ),
      WEEK,
      2 * DAY,
    );
    for (const market of [0, 1]) {
      expect([...cut.meanApr.slice(market * 41, (market + 1) * 41)]).deep.equal([...whole.meanApr.slice(market * 61, market * 61 + 41)]);
    }
  });
});
