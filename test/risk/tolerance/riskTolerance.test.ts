import { expect } from "chai";
import fc from "fast-check";
import { FULL_TOLERANCE } from "../../../bot/core/risk.ts";
import { STATUSES } from "../../../bot/core/vaultState.ts";
import {
  type BreakerState,
  breakerFactor,
  drawdownFactor,
  type MarketStress,
  stressFactor,
  volatilityFactor,
} from "../../../bot/risk/tolerance/factors.ts";
import { riskTolerance, type ToleranceInput } from "../../../bot/risk/tolerance/riskTolerance.ts";
import { DEFAULT_TOLERANCE_SETTINGS as SETTINGS } from "../../../bot/risk/tolerance/settings.ts";
import { drawdown, realisedVolatility } from "../../../bot/risk/tolerance/sharePrices.ts";

const DAY = 86_400;
const NOW = 20_000 * DAY;
const quiet: MarketStress = { troubledMarkets: 0, watchedMarkets: 10, worstPegDeviation: 0, gasPrice: 20, meanGasPrice: 20 };
const open: BreakerState = { status: "normal", isDue: false, lastClosedSeconds: null };

/** One price a day, the last today; day 0 is the first. */
function daily(priceOf: (day: number) => number, days = 31) {
  return Array.from({ length: days }, (_, day) => ({ timeSeconds: NOW - (days - 1 - day) * DAY, price: priceOf(day) }));
}

const steady = daily((day) => 1.04 ** (day / 365));
const calm: ToleranceInput = { atSeconds: NOW, sharePrices: steady, stress: quiet, breaker: open };

const anyNumber = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1, Number.NaN, Infinity, -Infinity));
const maybe = fc.oneof(anyNumber, fc.constant(null));
const anyInput: fc.Arbitrary<ToleranceInput> = fc.record({
  atSeconds: anyNumber,
  sharePrices: fc.array(fc.record({ timeSeconds: fc.oneof(anyNumber, fc.integer({ min: 0, max: NOW })), price: anyNumber })),
  stress: fc.record({
    troubledMarkets: anyNumber,
    watchedMarkets: anyNumber,
    worstPegDeviation: maybe,
    gasPrice: maybe,
    meanGasPrice: maybe,
  }),
  breaker: fc.record({ status: fc.constantFrom(...STATUSES), isDue: fc.boolean(), lastClosedSeconds: maybe }),
});

describe("risk tolerance", () => {
  it("is full in quiet times and where nothing is known", () => {
    expect(riskTolerance(calm)).deep.equal(FULL_TOLERANCE);
    const nothing = { troubledMarkets: 0, watchedMarkets: 0, worstPegDeviation: null, gasPrice: null, meanGasPrice: null };
    expect(riskTolerance({ ...calm, sharePrices: [], stress: nothing })).deep.equal(FULL_TOLERANCE);
  });

  it("is a number from the least to one for whatever it is given", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { tolerance, factors } = riskTolerance(input);
        for (const factor of [tolerance, ...Object.values(factors)]) expect(factor).within(SETTINGS.least, 1);
        const product = factors.volatility * factors.drawdown * factors.stress * factors.breaker;
        expect(tolerance).equal(Math.max(SETTINGS.least, product));
      }),
    );
  });

  it("does not depend on the order of prices, nor on later ones", () => {
    const history = fc.array(
      fc.record({ timeSeconds: fc.integer({ min: NOW - 60 * DAY, max: NOW }), price: fc.double({ min: 0.9, max: 1.1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(history, fc.double({ min: 0.5, max: 2, noNaN: true }), (prices, later) => {
        const distinct = [...new Map(prices.map((one) => [one.timeSeconds, one])).values()];
        const before = riskTolerance({ ...calm, sharePrices: distinct });
        expect(riskTolerance({ ...calm, sharePrices: distinct.toReversed() })).deep.equal(before);
        expect(riskTolerance({ ...calm, sharePrices: [...distinct, { timeSeconds: NOW + 1, price: later }] })).deep.equal(before);
      }),
    );
  });
});

describe("risk tolerance: factors", () => {
  const nonNegative = fc.double({ min: 0, max: 100, noNaN: true });
  const neverRises = (factorOf: (value: number) => number) =>
    fc.assert(
      fc.property(nonNegative, nonNegative, (one, other) => {
        expect(factorOf(Math.max(one, other))).most(factorOf(Math.min(one, other)));
      }),
    );

  it("never rise with volatility, drawdown or any of the stresses", () => {
    neverRises((value) => volatilityFactor(value, SETTINGS));
    neverRises((value) => drawdownFactor(value / 1_000, SETTINGS));
    neverRises((troubledMarkets) => stressFactor({ ...quiet, troubledMarkets }, SETTINGS));
    neverRises((value) => stressFactor({ ...quiet, worstPegDeviation: value / 1_000 }, SETTINGS));
    neverRises((gasPrice) => stressFactor({ ...quiet, gasPrice }, SETTINGS));
  });

  it("never rise with a worse breaker state, and never fall with the time since a reset", () => {
    const at = (state: Partial<BreakerState>) => breakerFactor({ ...open, ...state }, NOW, SETTINGS);
    fc.assert(
      fc.property(fc.option(fc.integer({ min: NOW - 20 * DAY, max: NOW })), fc.boolean(), (lastClosedSeconds, isDue) => {
        const [normal, reduceOnly, paused] = STATUSES.map((status) => at({ status, isDue, lastClosedSeconds }));
        expect(normal).least(reduceOnly as number);
        expect(reduceOnly).equal(paused);
        expect(at({ isDue: true, lastClosedSeconds })).most(at({ isDue: false, lastClosedSeconds }));
        if (lastClosedSeconds !== null) expect(at({ isDue, lastClosedSeconds: lastClosedSeconds - DAY })).least(normal as number);
      }),
    );
    expect(at({})).equal(1);
    expect(at({ isDue: true })).equal(0.5);
    expect(at({ status: "paused" })).equal(SETTINGS.least);
    expect(at({ lastClosedSeconds: NOW })).equal(SETTINGS.least);
    expect(at({ lastClosedSeconds: NOW - 3.5 * DAY })).closeTo(0.55, 1e-12);
    expect(at({ lastClosedSeconds: NOW - 7 * DAY })).equal(1);
  });

  it("are at the figures of their docstring", () => {
    expect(volatilityFactor(0.005, SETTINGS)).equal(1);
    expect(volatilityFactor(0.01, SETTINGS)).equal(0.5);
    expect(drawdownFactor(0.005, SETTINGS)).closeTo(0.55, 1e-12);
    expect(drawdownFactor(0.01, SETTINGS)).closeTo(SETTINGS.least, 1e-12);
    expect(stressFactor({ ...quiet, troubledMarkets: 5 }, SETTINGS)).closeTo(SETTINGS.least, 1e-12);
    expect(stressFactor({ ...quiet, worstPegDeviation: 0.015 }, SETTINGS)).closeTo(0.55, 1e-12);
    expect(stressFactor({ ...quiet, gasPrice: 1_000 }, SETTINGS)).closeTo(1 - 0.9 * 0.25, 1e-12);
  });
});

describe("risk tolerance: the share price", () => {
  const volatility = (history: Parameters<typeof realisedVolatility>[0]) => realisedVolatility(history, NOW, 30, 7);

  it("has no volatility while it grows evenly, gaps or not", () => {
    expect(volatility(steady)).closeTo(0, 1e-9);
    expect(volatility(steady.filter((_, day) => day % 3 !== 1))).closeTo(0, 1e-9);
  });

  it("has the volatility that its returns have: plus and minus 1 % in turn", () => {
    const zigzag = daily((day) => (day % 2 === 0 ? 1 : Math.exp(0.01)));
    // 30 returns of ±0.01 with mean zero: variance 30 · 0.0001 / 29.
    expect(volatility(zigzag)).closeTo(Math.sqrt(((30 * 0.0001) / 29) * 365), 1e-12);
  });

  it("has a volatility as the settings say: a rate that swings by 5 points, losses of 0.1 % and of 0.3 %", () => {
    const swinging = daily((day) => Math.exp((day * 0.05 + (day % 2 === 0 ? 0 : 0.05)) / 365));
    expect(volatility(swinging)).closeTo(0.0026, 0.0001);
    const losing = (loss: number) => daily((day) => (day < 15 ? 1 : 1 - loss));
    expect(volatility(losing(0.001))).closeTo(0.0035, 0.0001);
    expect(volatility(losing(0.003))).closeTo(0.0105, 0.0001);
  });

  it("has none that is known with too few days, and only looks back as far as its window", () => {
    expect(volatility(daily(() => 1, 7))).NaN;
    expect(volatility(daily(() => 1, 8))).equal(0);
    expect(volatility(daily((day) => (day < 40 ? 2 : 1), 90))).equal(0);
  });

  it("has a drawdown from its highest up to then", () => {
    expect(drawdown([], NOW)).NaN;
    expect(drawdown(steady, NOW)).equal(0);
    expect(drawdown([...steady, { timeSeconds: NOW - 100 * DAY, price: 2 }], NOW)).closeTo(1 - 1.04 ** (30 / 365) / 2, 1e-12);
    expect(drawdown([...steady, { timeSeconds: NOW + 1, price: 2 }], NOW)).equal(0);
  });
});
