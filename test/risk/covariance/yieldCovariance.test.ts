import { expect } from "chai";
import fc from "fast-check";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { StepPath } from "../../../bot/predict/series/stepPath.ts";
import { dailyReturns, IN_OWN_TOKEN, type TokenPrice } from "../../../bot/risk/covariance/dailyReturns.ts";
import { yieldCovariance } from "../../../bot/risk/covariance/yieldCovariance.ts";
import { expectNear } from "../../near.ts";

const DAY = 86_400;
const AT = 20_000 * DAY;

/** A point a day, the last at `lastDay` before AT. */
function seriesOf(id: string, paid: readonly number[], lastDay = 0, prices: readonly number[] = paid.map(() => 1)): MarketSeries {
  const column = (values: readonly number[]) => Float64Array.from(values);
  const unknown = column(paid.map(() => Number.NaN));
  return {
    marketId: id,
    protocol: "aave-v3",
    symbol: "USDC",
    category: "lending",
    timeSeconds: column(paid.map((_, i) => AT - (paid.length - 1 - i + lastDay) * DAY)),
    quotedApr: column(paid),
    paidApr: column(paid),
    totalSupplyUsd: unknown,
    totalBorrowUsd: unknown,
    utilization: unknown,
    assetPriceUsd: column(prices),
  };
}

const window = { atSeconds: AT, days: 20, leastDays: 10, tokenPrice: IN_OWN_TOKEN };
const aprs = (length: number) => fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { minLength: length, maxLength: length });

/** The price in USD, as the market's own series has it. */
const PRICE_IN_USD: TokenPrice = ({ timeSeconds, assetPriceUsd }) => new StepPath(timeSeconds, assetPriceUsd);

describe("daily returns", () => {
  it("are what was paid in the day and the move of the token's price", () => {
    const series = seriesOf("a", [0.05, 0.1, 0.2], 0, [1, 1.01, 0.99]);
    const returns = dailyReturns(series, AT, 2, PRICE_IN_USD);
    expectNear(returns[0] ?? 0, (0.05 * DAY) / SECONDS_PER_YEAR + Math.log(1.01), 1e-15);
    expectNear(returns[1] ?? 0, (0.1 * DAY) / SECONDS_PER_YEAR + Math.log(0.99 / 1.01), 1e-15);
    expectNear(dailyReturns(series, AT, 2, IN_OWN_TOKEN)[1] ?? 0, (0.1 * DAY) / SECONDS_PER_YEAR, 1e-15);
    expect(dailyReturns(series, AT, 3, IN_OWN_TOKEN)[0]).NaN;
  });
});

describe("covariance of yields", () => {
  it("reads nothing after its moment", () => {
    fc.assert(
      fc.property(aprs(30), aprs(30), aprs(4), (first, second, future) => {
        const whole = [first, second].map((paid, i) =>
          seriesOf(
            `m${i}`,
            [...paid.slice(0, -1), ...future],
            -3,
            [...paid.keys(), 31, 32, 33].map((k) => 1 + k / 999),
          ),
        );
        const known = whole.map((series): MarketSeries => {
          const columns = Object.entries(series).map(([key, value]) => [key, value instanceof Float64Array ? value.slice(0, 30) : value]);
          return Object.fromEntries(columns);
        });
        const at = { ...window, tokenPrice: PRICE_IN_USD };
        expect(yieldCovariance(whole, at)).deep.equal(yieldCovariance(known, at));
      }),
      { numRuns: 30 },
    );
  });

  it("takes the days that all are known of, and leaves out who is known too little", () => {
    const wave = (k: number) => Array.from({ length: 30 }, (_, i) => 0.05 + 0.01 * Math.sin(i * k));
    const [a, b, young] = [seriesOf("a", wave(1)), seriesOf("b", wave(2)), seriesOf("c", wave(3).slice(-8))];
    expect(yieldCovariance([a, b, young], window)?.marketIds).deep.equal(["a", "b"]);
    expect(yieldCovariance([a, b, young], window)).deep.equal(yieldCovariance([a, b], window));
    expect(yieldCovariance([young], window)).equal(null);
    // Known for fourteen days and for twelve, but not for ten together.
    const early = seriesOf("d", wave(3).slice(0, 18), 9);
    const late = seriesOf("e", wave(3).slice(-13));
    expect(yieldCovariance([a, early, late], window)?.marketIds).deep.equal(["a", "d"]);
  });

  it("knows two markets that pay the same for one", () => {
    const paid = Array.from({ length: 30 }, (_, i) => 0.05 + 0.01 * Math.sin(i));
    const found = yieldCovariance([seriesOf("a", paid), seriesOf("b", paid)], window);
    expectNear((found?.dayVariance[0]?.[1] ?? 0) / (found?.dayVariance[0]?.[0] ?? 1), 1, 1e-9);
  });
});
