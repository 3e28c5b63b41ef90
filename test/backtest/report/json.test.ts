import { expect } from "chai";
import { performance } from "../../../bot/backtest/metrics/performance.ts";
import { backtestJson } from "../../../bot/backtest/report/json.ts";
import { fakeBacktest, START } from "./fakeBacktest.ts";

const backtest = fakeBacktest({ days: 200 });

describe("JSON of a backtest", () => {
  const json = backtestJson(backtest);

  it("has the shape that was agreed on, and no more", () => {
    expect(Object.keys(json)).deep.equal([
      "from",
      "to",
      "universe",
      "synthetic",
      "strategies",
      "mlMinusBest",
      "deflatedSharpe",
      "ceilingReturn",
      "notes",
    ]);
    expect(Object.keys(json.strategies)).deep.equal(backtest.spec.contenders);
    for (const one of Object.values(json.strategies)) {
      expect(Object.keys(one)).deep.equal([
        "netReturn",
        "annualisedReturn",
        "sharpe",
        "maxDrawdown",
        "rebalances",
        "costsUsd",
        "lockedShare",
      ]);
      for (const value of Object.values(one)) expect(value).a("number");
    }
    expect(Object.keys(json.mlMinusBest ?? {})).deep.equal(["mean", "low", "high"]);
    expect(JSON.parse(JSON.stringify(json))).deep.equal(json);
  });

  it("says the figures of the backtest", () => {
    const [ml] = backtest.contested;
    expect(json.from).equal(new Date(START * 1000).toISOString());
    expect(json.universe).equal("stablecoins");
    expect(json.strategies.ml?.netReturn).equal(ml?.performance.netReturn);
    expect(json.strategies.ml?.maxDrawdown).equal(ml?.performance.maxDrawdown.depth);
    expect(json.strategies.ml?.costsUsd).equal((ml?.run.costs.gasUsd ?? 0) + (ml?.run.costs.conversionUsd ?? 0));
    expect(json.deflatedSharpe).equal(ml?.performance.deflatedSharpe);
    expect(json.ceilingReturn).equal(0.13);
  });

  it("compares ml with the best of those that know neither models nor the future", () => {
    const others = backtest.contested.filter(({ run }) => !["ml", "oracle"].includes(run.contender));
    const [best] = others.toSorted((a, b) => (b.performance.annualisedReturn ?? 0) - (a.performance.annualisedReturn ?? 0));
    const [ml] = backtest.contested;
    if (ml === undefined || best === undefined) throw new Error("no contenders");
    const judged = performance(ml.run, { riskFreeApr: 0.05, benchmark: best.run, trials: null });
    const [low, high] = judged.intervals?.difference?.annualisedReturn ?? [];
    expect(json.mlMinusBest).deep.equal({ mean: judged.annualisedReturnDifference, low, high });
  });

  it("leaves other versions of ml out of the comparison", () => {
    const renamed = backtest.contested.map((one) =>
      one.run.contender === "oracle" ? { ...one, run: { ...one.run, contender: "ml-prophet" } } : one,
    );
    expect(backtestJson({ ...backtest, contested: renamed }).mlMinusBest).deep.equal(json.mlMinusBest);
  });

  it("withholds what cannot be told", () => {
    const short = backtestJson(fakeBacktest({ days: 20, ceilingReturn: null }));
    expect([short.mlMinusBest, short.deflatedSharpe, short.ceilingReturn, short.strategies.ml?.sharpe]).deep.equal([
      null,
      null,
      null,
      null,
    ]);
    const alone = backtestJson(fakeBacktest({ days: 60, contenders: ["ml", "oracle"] }));
    expect(alone.mlMinusBest).equal(null);
    const without = backtestJson(fakeBacktest({ days: 60, contenders: ["equal-weight", "persistence"] }));
    expect([without.mlMinusBest, without.deflatedSharpe]).deep.equal([null, null]);
  });

  it("labels a made-up past", () => {
    const synthetic = backtestJson(fakeBacktest({ days: 40, isSynthetic: true, notes: ["a note"] }));
    expect(synthetic.synthetic).equal(true);
    expect(synthetic.notes).length(2);
    expect(synthetic.notes[0]).match(/^SYNTHETIC/);
    expect(json.synthetic).equal(false);
    expect(JSON.stringify(json)).not.contain("SYNTHETIC");
  });
});
