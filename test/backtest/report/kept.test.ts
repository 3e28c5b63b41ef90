import { expect } from "chai";
import { backtestJson } from "../../../bot/backtest/report/json.ts";
import { keptBacktestOf } from "../../../bot/backtest/report/kept.ts";
import { KEPT_FIGURES } from "../../../bot/core/keptBacktest.ts";
import { fakeBacktest } from "./fakeBacktest.ts";

const DAY_SECONDS = 86_400;

describe("a backtest as it is kept", () => {
  const backtest = fakeBacktest({ days: 120 });
  const kept = keptBacktestOf(backtest, { name: "mine", madeAtSeconds: 1_800_000_000 });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(kept))).deep.equal(kept);
  });

  it("has the figures of each contender, and why one is missing", () => {
    expect(kept.contenders).deep.equal(backtest.spec.contenders);
    const json = backtestJson(backtest);
    for (const [i, { performance, run }] of backtest.contested.entries()) {
      const figures = kept.figures[i] ?? expect.fail("no figures");
      expect(figures.contender).equal(run.contender);
      for (const name of KEPT_FIGURES) {
        expect(figures[name]).equal(performance[name]);
        expect(figures.reasons[name]).equal(performance.reasons[name]);
        if (figures[name] === null) expect(figures.reasons[name], name).a("string");
      }
      expect(Object.keys(figures.reasons).every((name) => name in figures)).equal(true);
      const said = json.strategies[run.contender];
      expect(figures).include({ netReturn: said?.netReturn, rebalances: said?.rebalances, lockedShare: said?.lockedShare });
      expect(figures.gasUsd + figures.conversionUsd).equal(said?.costsUsd);
      const paid = figures.markets.reduce((sum, { yieldUsd }) => sum + yieldUsd, 0);
      expect(paid).closeTo(
        run.yieldUsd.reduce((sum, usd) => sum + usd, 0),
        1e-6,
      );
    }
    const { best, ...lead } = kept.lead ?? expect.fail("no lead");
    expect(lead).deep.equal(json.mlMinusBest);
    expect(kept.contenders).include(best);
  });

  it("has everybody's money day by day, from the first value to the last", () => {
    for (const [i, { run, performance }] of backtest.contested.entries()) {
      const { timeSeconds, navUsd, growth } = kept.curves[i] ?? expect.fail("no curve");
      expect([navUsd.length, growth.length]).deep.equal([timeSeconds.length, timeSeconds.length]);
      expect([timeSeconds[0], timeSeconds.at(-1)]).deep.equal([run.timeSeconds[0], run.timeSeconds.at(-1)]);
      expect([navUsd[0], navUsd.at(-1)]).deep.equal([run.navUsd[0], run.navUsd.at(-1)]);
      expect(growth[0]).equal(1);
      expect(growth.at(-1)).equal(1 + performance.netReturn);
      expect(timeSeconds.slice(1, -1).every((seconds) => seconds % DAY_SECONDS === 0)).equal(true);
      for (const [day, seconds] of timeSeconds.entries()) {
        const moment = run.timeSeconds.findLastIndex((time) => time <= seconds);
        expect(navUsd[day]).equal(run.navUsd[moment]);
      }
    }
  });

  it("says where its past comes from, and no more of a folder than its name", () => {
    const { spec } = backtest;
    const originOf = (source: typeof spec.source) => keptBacktestOf({ ...backtest, contested: [], spec: { ...spec, source } }, kept).origin;
    expect(originOf({ kind: "folder", folder: "/home/somebody/secret/history/" })).equal("the history in history");
    expect(originOf({ kind: "synthetic", markets: 20, days: 365, seed: 3 })).equal("20 made-up markets over 365 days, seed 3");
    expect(originOf({ kind: "database" })).equal("what the database holds");
  });

  it("says which fee was flat", () => {
    const { spec } = backtest;
    const flat = { ...backtest, contested: [], spec: { ...spec, feeModel: { kind: "flat" as const, fraction: 0.003 } } };
    expect(keptBacktestOf(flat, kept).settings.flatFee).equal(0.003);
    expect(kept.settings.flatFee).equal(null);
  });
});
