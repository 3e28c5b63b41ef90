import { expect } from "chai";
import fc from "fast-check";
import { dailyReturns } from "../../../bot/backtest/metrics/daily.ts";
import { expectedMaximumSharpe } from "../../../bot/backtest/metrics/deflatedSharpe.ts";
import { WalkForwardError } from "../../../bot/backtest/search/errors.ts";
import { parseAxis } from "../../../bot/backtest/search/grid.ts";
import { ranked } from "../../../bot/backtest/search/ranking.ts";
import { stageFor } from "../../../bot/backtest/search/stages.ts";
import { pathOf, runTrial, type Trial } from "../../../bot/backtest/search/trial.ts";
import { choose, refuseFixedParameters, walkForwardOptimisation, windowsOf } from "../../../bot/backtest/search/walkForwardOptimisation.ts";
import type { Stage } from "../../../bot/backtest/stage.ts";
import { SPEC, type SweepForTest, sweepForTest } from "./sweeps.ts";

const DAY = 86_400;
const at = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;
const PLAN = { trainMonths: 2, testMonths: 1, criterion: "annualisedReturn" } as const;

/** A path that grows by these returns, a day each. */
function grown(returns: readonly number[], fromSeconds = 0): Pick<Trial, "growth"> {
  const growth = [1];
  for (const one of returns) growth.push((growth.at(-1) as number) * (1 + one));
  return { growth: { timeSeconds: growth.map((_, i) => fromSeconds + i * DAY), growth } };
}

describe("backtest: walk-forward optimisation", function () {
  this.timeout(60_000);

  it("learns from months and holds for months, the last window ending with the past", () => {
    const spans = windowsOf(at("2023-01-01") + 3600, at("2023-08-15"), { trainMonths: 3, testMonths: 2 });
    expect(spans).deep.equal(
      [
        ["2023-01-02", "2023-04-02", "2023-06-02"],
        ["2023-03-02", "2023-06-02", "2023-08-02"],
        ["2023-05-02", "2023-08-02", "2023-08-15"],
      ].map(([trainFrom = "", from = "", to = ""]) => ({ trainFromSeconds: at(trainFrom), fromSeconds: at(from), toSeconds: at(to) })),
    );
    expect(() => windowsOf(at("2023-01-01"), at("2023-03-31"), { trainMonths: 3, testMonths: 1 })).throws(WalkForwardError, "3 months");
  });

  it("chooses by what was known at the boundary: whatever comes after changes nothing", () => {
    const returns = fc.array(fc.double({ min: -0.01, max: 0.01, noNaN: true }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(returns, { minLength: 2, maxLength: 5 }), returns, fc.nat(), (points, other, which) => {
        const span = { trainFromSeconds: 5 * DAY, fromSeconds: 40 * DAY };
        const chosen = choose(
          points.map((one) => grown(one)),
          span,
          0,
          "annualisedReturn",
        );
        const means = points.map((one) => one.slice(5, 40).reduce((product, value) => product * (1 + value), 1));
        expect(means[chosen]).closeTo(Math.max(...means), 1e-12);
        const changed = points.map((one, i) => (i === which % points.length ? [...one.slice(0, 40), ...other.slice(40)] : one));
        expect(
          choose(
            changed.map((one) => grown(one)),
            span,
            0,
            "annualisedReturn",
          ),
        ).equal(chosen);
      }),
    );
  });

  it("takes the first of equals, and the first where nothing can be told", () => {
    const equal = [grown(Array(60).fill(0.001)), grown(Array(60).fill(0.001))];
    expect(choose(equal, { trainFromSeconds: 0, fromSeconds: 50 * DAY }, 0, "annualisedReturn")).equal(0);
    expect(choose(equal, { trainFromSeconds: 0, fromSeconds: 10 * DAY }, 0, "sharpe")).equal(0);
  });

  it("refuses settings that a vault cannot change on the way", () => {
    refuseFixedParameters([parseAxis("marginBps=1,2")]);
    for (const text of ["capitalUsd=1,2", "everySeconds=3600", "horizonSeconds=86400"]) {
      expect(() => refuseFixedParameters([parseAxis(text)])).throws(WalkForwardError, text.split("=")[0]);
    }
  });

  describe("of a made-up past", () => {
    let sweep: SweepForTest;
    let stage: Stage;
    let trials: readonly Trial[];
    before(async () => {
      sweep = await sweepForTest({
        spec: { ...SPEC, everySeconds: DAY, source: { kind: "synthetic", markets: 5, days: 180, seed: 5 } },
        axes: [{ name: "marginBps", values: [0.2, 20, 1] }],
      });
      stage = await stageFor(sweep.jobs[0] as SweepForTest["jobs"][number], sweep.source);
      trials = sweep.jobs.map((job) => runTrial(job, stage));
    });
    const walk = (jobs = sweep.jobs, of = trials) =>
      walkForwardOptimisation({ spec: { ...SPEC, everySeconds: DAY }, jobs, trials: of, stage, plan: PLAN });

    it("with a single point that is the base, is the base's own run", () => {
      const base = sweep.jobs.findIndex(({ point }) => point.marginBps === 1);
      const single = [trials[base] as Trial];
      const walked = walk([sweep.jobs[base] as SweepForTest["jobs"][number]], single);
      const first = walked.windows[0]?.fromSeconds as number;
      const path = pathOf(single[0] as Trial, first);
      const before = path.navUsd[0] as number;
      expect(walked.performance.netReturn).closeTo((path.navUsd[path.navUsd.length - 1] as number) / before - 1, 1e-12);
      for (const { fromSeconds, toSeconds, outOfSample } of walked.windows) {
        const days = pathOf(single[0] as Trial, fromSeconds, toSeconds);
        const growth = (days.navUsd[days.navUsd.length - 1] as number) / (days.navUsd[0] as number);
        const length = (toSeconds - fromSeconds) / DAY;
        if (outOfSample !== null) expect(outOfSample).closeTo(growth ** (365 / length) - 1, 1e-9);
      }
      expect(walked.bestFixed.figure).closeTo(walked.performance.annualisedReturn as number, 1e-9);
    });

    it("lives by the choices: each window's is the best of the months before it", () => {
      const walked = walk();
      expect(walked.windows.length).equal(4);
      for (const { trainFromSeconds, fromSeconds, point, inSample } of walked.windows) {
        const yearly = trials.map((trial) => {
          const { navUsd } = pathOf(trial, trainFromSeconds, fromSeconds);
          return ((navUsd[navUsd.length - 1] as number) / (navUsd[0] as number)) ** ((365 * DAY) / (fromSeconds - trainFromSeconds)) - 1;
        });
        const best = yearly.indexOf(Math.max(...yearly));
        expect(point).deep.equal(sweep.jobs[best]?.point);
        expect(inSample).closeTo(yearly[best] as number, 1e-9);
      }
      expect(walked.trials).equal(3);
      expect(walked.performance.startSeconds).equal(walked.windows[0]?.fromSeconds);
      expect(walked.performance.deflatedSharpe).within(0, 1);
    });

    it("ranks the best first, its Sharpe ratio deflated by all points", () => {
      const order = ranked(sweep.jobs, trials, "annualisedReturn");
      const figures = order.map(({ trial }) => trial.annualisedReturn as number);
      expect(figures).deep.equal(figures.toSorted((a, b) => b - a));
      const ratios = trials.map(({ dailySharpe }) => dailySharpe as number);
      const mean = ratios.reduce((sum, one) => sum + one, 0) / 3;
      const variance = ratios.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2;
      const bar = expectedMaximumSharpe({ count: 3, sharpeVariance: variance });
      for (const { trial, deflatedSharpe } of order) {
        // Above the bar it is more likely than not, below it less.
        expect((deflatedSharpe as number) > 0.5).equal((trial.dailySharpe as number) > bar);
        const { growth } = trial;
        const days = dailyReturns({ timeSeconds: Float64Array.from(growth.timeSeconds), growth: Float64Array.from(growth.growth) });
        expect(days.returns.length).greaterThan(150);
      }
      expect(
        ranked(
          sweep.jobs,
          trials.map((one, i) => (i === 0 ? { ...one, annualisedReturn: null } : one)),
          "annualisedReturn",
        ).at(-1)?.job,
      ).equal(sweep.jobs[0]);
    });
  });
});
