import { expect } from "chai";
import type { MarketSeries } from "../../bot/predict/series/marketSeries.ts";
import { measureApyAnomaly } from "../../scripts/bench/alerts/apyAnomaly.ts";

const HOUR = 3_600;
const HOURS = 24 * 60;

/** Sixty days at four per cent, changed as the test says. */
function market(aprAt: (hour: number) => number, supplyUsd = 5e6): MarketSeries {
  const column = (of: (hour: number) => number) => Float64Array.from({ length: HOURS }, (_, hour) => of(hour));
  const apr = column(aprAt);
  return {
    marketId: "m",
    protocol: "aave-v3",
    symbol: "USDC",
    category: "lending",
    timeSeconds: column((hour) => hour * HOUR),
    quotedApr: apr,
    paidApr: apr,
    totalSupplyUsd: column(() => supplyUsd),
    totalBorrowUsd: column(() => 0),
    utilization: column(() => 0),
    assetPriceUsd: column(() => 1),
  };
}

describe("npm run bench -- apy-anomaly", () => {
  it("finds nothing in a rate that never moves, and judges no market that is too small", () => {
    const figures = measureApyAnomaly([market(() => 0.04), market(() => 0.04, 5e5)]);
    // Twice a day from the first week and the judged day on.
    expect(figures.judgements).to.be.within(2 * (60 - 9), 2 * (60 - 7));
    expect(figures).to.include({ markets: 1, spikesAMarketMonth: 0, shiftsAMarketMonth: 0, beyondTextbook: 0 });
  });

  it("counts a spike that is seen once, and a level that changes for good, each as one beginning", () => {
    const months = measureApyAnomaly([market(() => 0.04)]).judgements / 60;
    const spike = measureApyAnomaly([market((hour) => (hour === 960 ? 0.2 : 0.04))]);
    expect(spike.spikesAMarketMonth * months).to.be.closeTo(1, 0.01);
    const shift = measureApyAnomaly([market((hour) => (hour >= 970 ? 0.055 : 0.04))]);
    expect(shift).to.include({ spikesAMarketMonth: 0 });
    expect(shift.shiftsAMarketMonth * months).to.be.closeTo(1, 0.01);
  });
});
