import { expect } from "chai";
import fc from "fast-check";
import type { GrowthIndex } from "../../../bot/store/growthIndices.ts";
import type { PricedTick } from "../../../bot/store/pricedTicks.ts";
import { bestMarket, equalWeight, rateBetween, rateOfDays } from "../../../bot/watch/performance/benchmark.ts";
import { realised } from "../../../bot/watch/performance/realised.ts";
import { performanceOf } from "../../../bot/watch/performance/windows.ts";

const YEAR = 31_536_000;
const HOUR = 3_600;

function path(prices: readonly number[], everySeconds: number): PricedTick[] {
  return prices.map((sharePrice, place) => ({ tickId: place, bucketTimeSeconds: 1_750_000_200 + place * everySeconds, sharePrice }));
}

describe("performance: figures", () => {
  it("a year at 5 % is 5 %, half a year at 5 % is 10.25 %", () => {
    expect(realised(1.05, YEAR)).to.deep.equal({ realisedReturn: 1.05 - 1, apy: 1.05 - 1 });
    expect(realised(1.05, YEAR / 2).apy).to.be.closeTo(0.1025, 1e-12);
    // exp(365 · ln 1.0001) − 1 by the series of ln and exp.
    expect(realised(1.0001, 86_400).apy).to.be.closeTo(0.0371724113, 1e-9);
  });

  it("says nothing of a year by less than an hour, and nothing that is no number", () => {
    expect(realised(1.01, HOUR - 1)).to.deep.equal({ realisedReturn: 1.01 - 1, apy: null });
    expect(realised(1.01, HOUR).apy).to.be.greaterThan(1);
    expect(realised(2, HOUR).apy).to.equal(null);
  });

  it("constant growth gives its own rate, however it is looked at", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.5, max: 1, noNaN: true }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: HOUR, max: 30 * 86_400 }),
        (apy, ticks, everySeconds) => {
          const prices = Array.from({ length: ticks }, (_, place) => 1.5 * (1 + apy) ** ((place * everySeconds) / YEAR));
          const found = performanceOf(path(prices, everySeconds), []);
          expect(found.apy).to.be.closeTo(apy, 1e-6);
          expect(found.maxDrawdown).to.be.closeTo(apy < 0 ? -found.realisedReturn : 0, 1e-9);
        },
      ),
    );
  });

  it("two times one after the other come to the whole, for the vault and for its benchmark", () => {
    const rate = fc.double({ min: -0.2, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 40 }),
        fc.array(fc.tuple(rate, rate), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (prices, rates, cut) => {
          const ticks = path(prices, HOUR);
          const at = 1 + (cut % (prices.length - 2));
          const [elapsed, before, after] = [prices.length - 1, at, prices.length - 1 - at].map((hours) => hours * HOUR) as [
            number,
            number,
            number,
          ];
          const of = (half: 0 | 1) => rates.map((pair, place) => ({ marketId: `m${place}`, realisedApr: pair[half] }));
          const whole = of(0).map(({ marketId, realisedApr }, place) => ({
            marketId,
            realisedApr: (realisedApr * before + (rates[place]?.[1] ?? 0) * after) / elapsed,
          }));
          const first = performanceOf(ticks.slice(0, at + 1), of(0));
          const second = performanceOf(ticks.slice(at), of(1));
          const both = performanceOf(ticks, whole);
          const grown = (one: { realisedReturn: number } | null) => 1 + (one?.realisedReturn ?? Number.NaN);
          expect((grown(first) * grown(second)) / grown(both)).to.be.closeTo(1, 1e-12);
          expect((grown(first.benchmark) * grown(second.benchmark)) / grown(both.benchmark)).to.be.closeTo(1, 1e-12);
        },
      ),
    );
  });

  it("the deepest fall is from the highest until then", () => {
    expect(performanceOf(path([1, 1.1, 0.99, 1.2, 1.14], HOUR), []).maxDrawdown).to.be.closeTo(0.1, 1e-12);
  });

  it("equal parts lie between the worst and the best market, which is no better than the bound", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.3, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (aprs) => {
        const rates = aprs.map((realisedApr, place) => ({ marketId: `m${place}`, realisedApr }));
        const mean = equalWeight(rates, YEAR)?.apy ?? Number.NaN;
        const best = bestMarket(rates, YEAR);
        expect(mean).to.be.at.least(Math.expm1(Math.min(...aprs)) - 1e-12);
        expect(mean).to.be.at.most((best?.apy ?? Number.NaN) + 1e-12);
        expect(best?.apy).to.be.closeTo(Math.expm1(Math.max(...aprs)), 1e-12);
      }),
    );
    expect(equalWeight([], YEAR)).to.equal(null);
    expect(bestMarket([], YEAR)).to.equal(null);
  });

  it("takes a market's rate from its index, where observations speak for at least half of the time", () => {
    const index = (blockTimeSeconds: number, growthIndexRay: bigint): GrowthIndex => ({
      marketId: "m",
      atSeconds: blockTimeSeconds,
      blockTimeSeconds,
      growthIndexRay,
    });
    const [from, to] = [index(0, 10n ** 27n), index(YEAR, 105n * 10n ** 25n)];
    expect(rateBetween(from, to, YEAR)).to.be.closeTo(Math.log(1.05), 1e-12);
    expect(rateBetween(from, to, 2 * YEAR)).to.be.closeTo(Math.log(1.05), 1e-12);
    expect(rateBetween(from, to, 2 * YEAR + 1)).to.equal(null);
    expect(rateBetween(undefined, to, YEAR)).to.equal(null);
    expect(rateBetween(from, from, 0)).to.equal(null);
    expect(rateBetween(index(0, 0n), to, YEAR)).to.equal(null);
    expect(rateOfDays({ marketId: "m", realisedApr: 0.04, knownSeconds: 86_400 }, 2 * 86_400)).to.equal(0.04);
    expect(rateOfDays({ marketId: "m", realisedApr: 0.04, knownSeconds: 86_400 }, 3 * 86_400)).to.equal(null);
    expect(rateOfDays(undefined, 86_400)).to.equal(null);
  });
});
