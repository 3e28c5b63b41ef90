import { expect } from "chai";
import fc from "fast-check";
import { deflatedSharpe, expectedMaximumSharpe, trialsOf } from "../../../bot/backtest/metrics/deflatedSharpe.ts";
import { TrialCountError } from "../../../bot/backtest/metrics/errors.ts";
import { probabilisticSharpe, sharpeEstimateOf } from "../../../bot/backtest/metrics/probabilisticSharpe.ts";
import { expectNear } from "../../near.ts";
import { STRATEGY } from "./paths.ts";

/** The worked example of Bailey and López de Prado (2014): 2.5 a year over five years of 250 days, the trials' variance ½ a year. */
const EXAMPLE = { sharpe: 2.5 / Math.sqrt(250), periods: 1250, skewness: -3, kurtosis: 10 };
const EXAMPLE_VARIANCE = 0.5 / 250;

const EXCESS = STRATEGY.map((value) => value - 0.04 / 365);

const estimates = fc.record({
  sharpe: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  periods: fc.integer({ min: 30, max: 2000 }),
  skewness: fc.double({ min: -3, max: 3, noNaN: true }),
  kurtosis: fc.double({ min: 10.5, max: 30, noNaN: true }),
});

describe("how sure a Sharpe ratio is", () => {
  it("is what the paper's example says, deflated by 100 and by 46 trials", () => {
    const hundred = { count: 100, sharpeVariance: EXAMPLE_VARIANCE };
    expectNear(expectedMaximumSharpe(hundred), 0.1132, 5e-5);
    expectNear(deflatedSharpe(EXAMPLE, hundred), 0.9004, 5e-5);
    expectNear(deflatedSharpe(EXAMPLE, { ...hundred, count: 46 }), 0.9505, 5e-5);
    // scipy.stats.norm, to all digits
    expectNear(expectedMaximumSharpe(hundred), 0.11317200186513214, 1e-12);
    expectNear(deflatedSharpe(EXAMPLE, hundred), 0.9003968344493903, 1e-11);
    expectNear(deflatedSharpe(EXAMPLE, { ...hundred, count: 46 }), 0.9505017068755787, 1e-11);
  });

  it("agrees with numpy and scipy on returns", () => {
    const estimate = sharpeEstimateOf(EXCESS);
    expectNear(probabilisticSharpe(estimate), 0.898369618700779, 1e-12);
    const trials = trialsOf([0.02, -0.01, null, 0.03, 0.05, 0]);
    expect(trials.count).equal(6);
    expectNear(trials.sharpeVariance, 0.00057, 1e-15);
    expectNear(expectedMaximumSharpe(trials), 0.03104043586815831, 1e-13);
    expectNear(deflatedSharpe(estimate, trials), 0.8324030611132764, 1e-11);
  });

  it("is one half at the threshold, and grows with the ratio and with time", () => {
    fc.assert(
      fc.property(estimates, (estimate) => {
        expectNear(probabilisticSharpe(estimate, estimate.sharpe), 0.5, 1e-15);
        expect(probabilisticSharpe(estimate, estimate.sharpe - 0.01)).above(0.5);
        const longer = probabilisticSharpe({ ...estimate, periods: estimate.periods * 2 }, 0);
        expect(Math.abs(longer - 0.5)).at.least(Math.abs(probabilisticSharpe(estimate, 0) - 0.5) - 1e-12);
      }),
    );
  });

  it("never rises by having tried more, or more unlike things", () => {
    const counts = fc.integer({ min: 1, max: 100_000 });
    const variances = fc.double({ min: 0, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(estimates, counts, counts, variances, variances, (estimate, count, more, sharpeVariance, variance) => {
        const deflated = deflatedSharpe(estimate, { count, sharpeVariance });
        expect(deflated).at.most(probabilisticSharpe(estimate));
        expect(deflatedSharpe(estimate, { count: count + more, sharpeVariance })).at.most(deflated + 1e-15);
        expect(deflatedSharpe(estimate, { count, sharpeVariance: sharpeVariance + variance })).at.most(deflated + 1e-15);
      }),
    );
  });

  it("is not deflated by a single trial, and not known without the trials' variance", () => {
    expect(deflatedSharpe(EXAMPLE, trialsOf([0.1]))).equal(probabilisticSharpe(EXAMPLE));
    expect(deflatedSharpe(EXAMPLE, trialsOf([0.1, null]))).satisfies(Number.isNaN);
    for (const count of [0, -1, 1.5, Number.NaN]) {
      expect(() => deflatedSharpe(EXAMPLE, { count, sharpeVariance: 1 })).to.throw(TrialCountError);
    }
  });

  it("is not known of returns that do not vary", () => {
    expect(probabilisticSharpe(sharpeEstimateOf([0.01, 0.01, 0.01]))).satisfies(Number.isNaN);
  });
});
