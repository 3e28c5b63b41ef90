import { expect } from "chai";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { liveCovariance } from "../../../bot/risk/live/covariance.ts";
import { inputOf, NOW, positionOf } from "../../decide/arbitraries.ts";

const DAY = 86_400;

function seriesOf(marketId: string, days: number): MarketSeries {
  const hours = Array.from({ length: days * 24 }, (_, i) => i);
  const paid = Float64Array.from(hours, (hour) => 0.05 + 0.01 * Math.sin(hour / 30));
  const unknown = paid.map(() => Number.NaN);
  return {
    marketId,
    protocol: "aave-v3",
    symbol: "USDC",
    category: "lending",
    timeSeconds: Float64Array.from(hours, (hour) => NOW - days * DAY + hour * 3600),
    quotedApr: paid,
    paidApr: paid,
    totalSupplyUsd: unknown,
    totalBorrowUsd: unknown,
    utilization: unknown,
    // The vault's own asset: its price moves no money between markets.
    assetPriceUsd: Float64Array.from(hours, (hour) => 1 + (hour % 48) / 1000),
  };
}

describe("the covariance of a tick", () => {
  const { vault } = inputOf(0, [positionOf("a", 1), positionOf("b", 0)], [], []);
  const known = (...series: MarketSeries[]) => liveCovariance(vault, { series, conditions: new Map() }, NOW);

  it("is of the vault's markets and of what they paid", () => {
    const found = known(seriesOf("a", 20), seriesOf("b", 20), seriesOf("elsewhere", 20));
    expect(found?.marketIds).deep.equal(["a", "b"]);
    expect(Math.sqrt(found?.dayVariance[0]?.[0] ?? 0)).within(0.004 / 365, 0.01 / 365);
  });

  it("is none of a past of less than two weeks", () => {
    expect(known(seriesOf("a", 13), seriesOf("b", 13))).equal(null);
    expect(known()).equal(null);
  });
});
