import { expect } from "chai";
import fc from "fast-check";
import { dailyGrowth, dailyReturns } from "../../../bot/backtest/metrics/daily.ts";
import { trialsOf } from "../../../bot/backtest/metrics/deflatedSharpe.ts";
import { MissingDaysError, NavPathError, TrialCountError } from "../../../bot/backtest/metrics/errors.ts";
import { type Judgement, performance } from "../../../bot/backtest/metrics/performance.ts";
import { expectNear } from "../../near.ts";
import { BENCHMARK, DAY, dailyPath, pathOf, START, STRATEGY } from "./paths.ts";

const ALONE: Judgement = { riskFreeApr: 0.04, benchmark: null, trials: null };
const HOUR = 3_600;

/** A constant rate of 5 % a year, compounded, seen every hour. */
function steady(days: number, startSeconds = START) {
  const hours = days * 24 + 1;
  return {
    timeSeconds: Float64Array.from({ length: hours }, (_, hour) => startSeconds + hour * HOUR),
    navUsd: Float64Array.from({ length: hours }, (_, hour) => 1e6 * 1.05 ** (hour / 24 / 365)),
    flowUsd: new Float64Array(hours),
  };
}

describe("performance", () => {
  it("agrees with numpy and scipy in every figure", () => {
    const judged = performance(pathOf(STRATEGY, 1e6), {
      riskFreeApr: 0.04,
      benchmark: pathOf(BENCHMARK, 500),
      trials: trialsOf([0.02, -0.01, null, 0.03, 0.05, 0]),
    });
    // The formulas of the docstrings on the cumulative product, in Python.
    const reference = {
      netReturn: 0.049338911276862296,
      annualisedReturn: 0.19218207581972546,
      volatility: 0.05619500193455146,
      sharpe: 2.44487935350574,
      sortino: 3.916273157527174,
      calmar: 32.55492296834106,
      winRate: 0.5454545454545454,
      probabilisticSharpe: 0.898369618700779,
      deflatedSharpe: 0.8324030611132764,
      shareOfDaysAhead: 0.5,
      benchmarkAnnualisedReturn: 0.12141982742789281,
      annualisedReturnDifference: 0.19218207581972546 - 0.12141982742789281,
      meanExcess: 0.06132,
      trackingError: 0.07454075043053615,
      informationRatio: 0.8226372775404714,
    } as const;
    for (const [name, value] of Object.entries(reference))
      expectNear(judged[name as keyof typeof reference] ?? Number.NaN, value, 1e-9, name);
    expectNear(judged.maxDrawdown.depth, 0.005903318401540014, 1e-13);
    expect(judged.maxDrawdown).deep.include({
      peakSeconds: START,
      troughSeconds: START + 4 * DAY,
      recoveredSeconds: START + 9 * DAY,
    });
    expect(judged).deep.include({ days: 100, durationDays: 100, cautions: [] });
    expect(judged.reasons).deep.equal({ turnover: "weights were not given", annualTurnover: "weights were not given" });
  });

  it("finds a constant rate again, to 1e-12", () => {
    for (const [days, start] of [
      [90, START],
      [365, START],
      [1000, START + 5 * HOUR],
    ] as const) {
      const judged = performance(steady(days, start), { ...ALONE, bootstrap: null });
      expectNear(judged.annualisedReturn ?? Number.NaN, 0.05, 1e-12, `${days} days`);
      expectNear(judged.netReturn, 1.05 ** (days / 365) - 1, 1e-12);
      expectNear(judged.volatility ?? Number.NaN, 0, 1e-12);
      expect(judged).deep.include({ winRate: 1, sharpe: null, sortino: null, calmar: null, probabilisticSharpe: null });
      expect(judged.maxDrawdown.depth).equal(0);
      expect(judged.reasons).deep.include({ sharpe: "returns do not vary", calmar: "there was no drawdown" });
    }
  });

  it("tells of under 30 days only what happened, and why not more", () => {
    const judged = performance(pathOf(STRATEGY.subarray(0, 29)), {
      riskFreeApr: 0.04,
      benchmark: pathOf(BENCHMARK),
      trials: trialsOf([0.1, 0.2]),
      reweightings: [{ before: [1, 0], after: [0.5, 0.5] }],
    });
    const told = ["winRate", "turnover", "shareOfDaysAhead"] as const;
    for (const name of told) expect(judged[name], name).a("number");
    const withheld = Object.keys(judged.reasons);
    expect(withheld).members([
      ...["annualisedReturn", "volatility", "sharpe", "dailySharpe", "sortino", "calmar", "probabilisticSharpe", "deflatedSharpe"],
      ...["annualTurnover", "benchmarkAnnualisedReturn", "annualisedReturnDifference", "meanExcess", "trackingError", "informationRatio"],
    ]);
    for (const name of withheld) {
      expect(judged[name as "sharpe"], name).equal(null);
      expect(judged.reasons[name as "sharpe"]).equal("29 whole days of data; figures of a year need 30");
    }
    expect(judged.intervals).equal(null);
    expect(judged.netReturn).not.equal(0);
  });

  it("flags 30 to 90 days, and gives their interval", () => {
    const judged = (days: number) => performance(pathOf(STRATEGY.subarray(0, days)), { ...ALONE, bootstrap: { draws: 50, seed: 1 } });
    for (const days of [30, 89]) {
      expect(judged(days).cautions[0], `${days} days`).match(new RegExp(`only ${days} whole days`));
      expect(judged(days).annualisedReturn).a("number");
      expect(judged(days).intervals?.annualisedReturn).satisfies(([low, high]: [number, number]) => low < high);
    }
    expect(judged(90).cautions).deep.equal([]);
  });

  it("gives a path of a few hours its return and nothing else", () => {
    const path = { timeSeconds: [START + HOUR, START + 3 * HOUR], navUsd: [100, 101], flowUsd: [100, 0] };
    const judged = performance(path, { ...ALONE, benchmark: pathOf([0.1]) });
    expectNear(judged.netReturn, 0.01, 1e-15);
    expect(judged).deep.include({ days: 0, winRate: null, shareOfDaysAhead: null, annualisedReturn: null });
    expect(judged.reasons.winRate).equal("no whole day of data");
    expect(performance(dailyPath([5]), ALONE)).deep.include({ netReturn: 0, durationDays: 0 });
  });

  it("counts turnover over the path and a year", () => {
    const reweightings = [{ before: [1, 0], after: [0, 1] }];
    const judged = performance(pathOf(STRATEGY.subarray(0, 73)), { ...ALONE, reweightings, bootstrap: null });
    expect(judged).deep.include({ turnover: 1, annualTurnover: 5 });
  });

  it("is plain JSON, the same for the same input", () => {
    const judge = () => performance(pathOf(STRATEGY), { ...ALONE, benchmark: pathOf(BENCHMARK) });
    expect(JSON.parse(JSON.stringify(judge()))).deep.equal(judge());
  });

  it("does not depend on the capital, nor on deposits and withdrawals", () => {
    const flows = fc.array(fc.double({ min: -0.9, max: 3, noNaN: true }), { minLength: 100, maxLength: 100 });
    const judgement = { ...ALONE, benchmark: pathOf(BENCHMARK), trials: trialsOf([0.01, 0.02]), bootstrap: null };
    const plain = performance(pathOf(STRATEGY), judgement);
    fc.assert(
      fc.property(flows, fc.double({ min: 1, max: 1e9, noNaN: true }), (shares, capitalUsd) => {
        const navUsd = [capitalUsd];
        const flowUsd = [0];
        for (const [day, share] of shares.entries()) {
          const before = (navUsd[day] as number) * (1 + (STRATEGY[day] as number));
          // Now and then, and never so much that doubles run out.
          const flow = day % 10 === 0 ? before * share : 0;
          navUsd.push(before + flow);
          flowUsd.push(flow);
        }
        const judged = performance({ ...dailyPath(navUsd), flowUsd }, judgement);
        for (const name of ["netReturn", "annualisedReturn", "sharpe", "sortino", "calmar", "deflatedSharpe", "trackingError"] as const) {
          expectNear(judged[name] ?? Number.NaN, plain[name] ?? Number.NaN, 1e-8, name);
        }
        expectNear(judged.maxDrawdown.depth, plain.maxDrawdown.depth, 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it("compares on the strategy's own days, and refuses a benchmark that lacks some", () => {
    const longer = pathOf([0.5, ...BENCHMARK, 0.5]);
    const shifted = { ...longer, timeSeconds: Float64Array.from(longer.timeSeconds, (time) => (time as number) - DAY) };
    const same = performance(pathOf(STRATEGY), { ...ALONE, benchmark: pathOf(BENCHMARK), bootstrap: null });
    const wider = performance(pathOf(STRATEGY), { ...ALONE, benchmark: shifted, bootstrap: null });
    expectNear(wider.informationRatio ?? Number.NaN, same.informationRatio ?? Number.NaN, 1e-9);
    expect(dailyReturns(dailyGrowth(shifted)).returns).lengthOf(102);
    expect(() => performance(pathOf(STRATEGY), { ...ALONE, benchmark: pathOf(BENCHMARK.subarray(0, 98)) })).to.throw(
      MissingDaysError,
      /benchmark has no value for 2 of the days.*2023-04-09/,
    );
  });

  it("is not ahead of itself", () => {
    const judged = performance(pathOf(STRATEGY), { ...ALONE, benchmark: pathOf(STRATEGY), bootstrap: null });
    expect(judged).deep.include({
      shareOfDaysAhead: 0,
      meanExcess: 0,
      trackingError: 0,
      annualisedReturnDifference: 0,
      informationRatio: null,
    });
    expect(judged.reasons.informationRatio).equal("the lead over the benchmark does not vary");
  });

  it("says what it was not told", () => {
    const { reasons } = performance(pathOf(STRATEGY), { ...ALONE, bootstrap: null });
    expect(reasons).deep.include({ deflatedSharpe: "trials were not counted", informationRatio: "no benchmark was given" });
    const lone = performance(pathOf(STRATEGY), { ...ALONE, trials: trialsOf([0.1, null]), bootstrap: null });
    expect(lone.reasons.deflatedSharpe).equal("too few of the trials have a Sharpe ratio");
  });

  it("passes on what is wrong with its input", () => {
    expect(() => performance(dailyPath([1, 0]), ALONE)).to.throw(NavPathError);
    expect(() => performance(pathOf(STRATEGY), { ...ALONE, riskFreeApr: new Map() })).to.throw(MissingDaysError);
    expect(() => performance(pathOf(STRATEGY), { ...ALONE, trials: { count: 0, sharpeVariance: 1 } })).to.throw(TrialCountError);
  });
});
