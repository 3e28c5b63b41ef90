import { expect } from "chai";
import fc from "fast-check";
import { annualisedReturn } from "../../../bot/backtest/metrics/annualisedReturn.ts";
import { calmarRatio } from "../../../bot/backtest/metrics/calmarRatio.ts";
import { dailyGrowth } from "../../../bot/backtest/metrics/daily.ts";
import { MissingDaysError } from "../../../bot/backtest/metrics/errors.ts";
import { maxDrawdown } from "../../../bot/backtest/metrics/maxDrawdown.ts";
import { kurtosis, skewness } from "../../../bot/backtest/metrics/moments.ts";
import { dailyRiskFree } from "../../../bot/backtest/metrics/riskFree.ts";
import { sharpeRatio } from "../../../bot/backtest/metrics/sharpeRatio.ts";
import { sortinoRatio } from "../../../bot/backtest/metrics/sortinoRatio.ts";
import { totalTurnover, turnover } from "../../../bot/backtest/metrics/turnover.ts";
import { winRate } from "../../../bot/backtest/metrics/winRate.ts";
import { expectNear } from "../../near.ts";
import { DAY, dailyPath, pathOf, START, STRATEGY } from "./paths.ts";

const returnsArbitrary = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 2, maxLength: 60 });

describe("Sharpe and Sortino", () => {
  it("are not changed by scaling all excess returns, and are turned around by turning them around", () => {
    fc.assert(
      fc.property(returnsArbitrary, fc.double({ min: 0.1, max: 10, noNaN: true }), (returns, factor) => {
        const scaled = returns.map((value) => value * factor);
        for (const ratio of [sharpeRatio, sortinoRatio]) {
          const plain = ratio(returns);
          if (Number.isNaN(plain) || Number.isNaN(ratio(scaled))) continue;
          expectNear(ratio(scaled), plain, 1e-9 * Math.max(1, Math.abs(plain)));
        }
        const turned = sharpeRatio(returns.map((value) => -value));
        if (!Number.isNaN(turned)) expectNear(turned, -sharpeRatio(returns), 1e-9 * Math.max(1, Math.abs(turned)));
      }),
    );
  });

  it("are not defined without variation, and without a day below", () => {
    for (const returns of [[], [0.01], [0.01, 0.01, 0.01], [0.01, 0.01 + 1e-15, 0.01 - 1e-15]]) {
      expect(sharpeRatio(returns), `Sharpe of ${returns}`).satisfies(Number.isNaN);
      expect(sortinoRatio(returns), `Sortino of ${returns}`).satisfies(Number.isNaN);
    }
    expect(sortinoRatio([0, 0.02])).satisfies(Number.isNaN);
  });

  it("count days above the acceptable return in the downside deviation, as zero", () => {
    // mean 0.0025, √(0.01² / 4) = 0.005
    expectNear(sortinoRatio([0.01, -0.01, 0.01, 0]), 0.5 * Math.sqrt(365), 1e-12);
  });

  it("take a rate a day, or one for all", () => {
    const days = Float64Array.of(START, START + DAY);
    expect([...dailyRiskFree(days, 0.0365)]).deep.equal([0.0365 / 365, 0.0365 / 365]);
    const series = new Map([
      [START, 0.0365],
      [START + DAY, 0.073],
    ]);
    expect([...dailyRiskFree(days, series)]).deep.equal([0.0365 / 365, 0.073 / 365]);
    expect(() => dailyRiskFree(days, new Map([[START, 0.0365]]))).to.throw(MissingDaysError, /1 of the days compared.*2023-01-02/);
    expect(() => dailyRiskFree(days, Number.NaN)).to.throw(MissingDaysError, /2 of the days/);
  });
});

describe("the moments of returns", () => {
  it("are those of scipy.stats.skew and kurtosis(fisher=False)", () => {
    expectNear(skewness(STRATEGY), 0.013256396617953867, 1e-13);
    expectNear(kurtosis(STRATEGY), 1.7897843883073687, 1e-13);
  });
});

describe("the annualised return", () => {
  it("is what a year of it compounds to", () => {
    expectNear(annualisedReturn(1.05, 365), 0.05, 1e-15);
    expectNear(annualisedReturn(1.05 ** 3, 3 * 365), 0.05, 1e-15);
    expectNear(annualisedReturn(0.5, 730), Math.SQRT1_2 - 1, 1e-15);
    expect(annualisedReturn(1, 0)).satisfies(Number.isNaN);
  });
});

describe("the maximum drawdown", () => {
  it("counts from the initial capital, with its dates", () => {
    const { depth, ...dates } = maxDrawdown(dailyGrowth(dailyPath([100, 90, 95, 100, 120, 102, 110, 121])));
    expectNear(depth, 0.15, 1e-15);
    expect(dates).deep.equal({ peakSeconds: START + 4 * DAY, troughSeconds: START + 5 * DAY, recoveredSeconds: START + 7 * DAY });
    const early = maxDrawdown(dailyGrowth(dailyPath([100, 80, 70, 99])));
    expectNear(early.depth, 0.3, 1e-15);
    expect(early).deep.include({ peakSeconds: START, troughSeconds: START + 2 * DAY, recoveredSeconds: null });
  });

  it("begins at the last day of the highest, and is the first of equally deep ones", () => {
    expect(maxDrawdown(dailyGrowth(dailyPath([4, 2, 4, 2, 4]))).troughSeconds).equal(START + DAY);
    expect(maxDrawdown(dailyGrowth(dailyPath([1, 2, 2, 1]))).peakSeconds).equal(START + 2 * DAY);
  });

  it("is none where nothing falls", () => {
    expect(maxDrawdown(dailyGrowth(dailyPath([1, 1, 2])))).deep.equal({
      depth: 0,
      peakSeconds: null,
      troughSeconds: null,
      recoveredSeconds: null,
    });
    expect(calmarRatio(0.05, 0)).satisfies(Number.isNaN);
    expect(calmarRatio(0.05, 1e-16)).satisfies(Number.isNaN);
    expect(calmarRatio(0.05, 0.1)).equal(0.5);
  });

  it("is between 0 and 1, at least the loss of the whole path, and the same for any capital", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (navUsd, factor) => {
        const { depth } = maxDrawdown(dailyGrowth(dailyPath(navUsd)));
        expect(depth).within(0, 1);
        expect(depth).at.least(1 - (navUsd.at(-1) as number) / (navUsd[0] as number) - 1e-12);
        expectNear(maxDrawdown(dailyGrowth(dailyPath(navUsd.map((nav) => nav * factor)))).depth, depth, 1e-12);
      }),
    );
  });

  it("is what a search over all pairs finds", () => {
    fc.assert(
      fc.property(returnsArbitrary, (returns) => {
        const growth = dailyGrowth(pathOf(returns));
        let deepest = 0;
        for (const [i, high] of growth.growth.entries())
          for (const low of growth.growth.subarray(i)) deepest = Math.max(deepest, 1 - low / high);
        expect(maxDrawdown(growth).depth).equal(deepest);
      }),
    );
  });
});

describe("win rate and turnover", () => {
  it("leave out days without gain or loss", () => {
    expect(winRate([0.1, 0, 0, -0.1, 0.2, 0.3])).equal(0.75);
    expect(winRate([0, 0])).satisfies(Number.isNaN);
  });

  it("move half of what weights change by", () => {
    expectNear(turnover({ before: [0.5, 0.5, 0], after: [0.2, 0.5, 0.3] }), 0.3, 1e-15);
    expect(
      totalTurnover([
        { before: [1, 0], after: [0, 1] },
        { before: [0.25, 0.75], after: [0.5, 0.5] },
      ]),
    ).equal(1.25);
    expect(totalTurnover([])).equal(0);
  });

  it("move at most the whole portfolio", () => {
    const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }).map((parts) => {
      const total = parts.reduce((sum, part) => sum + part, 1e-9);
      return [...parts, 1e-9].map((part) => part / total);
    });
    fc.assert(
      fc.property(weights, weights, (before, after) => {
        expect(turnover({ before, after })).within(0, 1 + 1e-12);
        expect(turnover({ before, after })).equal(turnover({ before: after, after: before }));
      }),
    );
  });
});
