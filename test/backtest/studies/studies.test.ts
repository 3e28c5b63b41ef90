import { expect } from "chai";
import type { Backtest } from "../../../bot/backtest/backtest.ts";
import { contenderByName } from "../../../bot/backtest/contenders.ts";
import { loadPast } from "../../../bot/backtest/past.ts";
import { runBacktest } from "../../../bot/backtest/runBacktest.ts";
import type { Stage } from "../../../bot/backtest/stage.ts";
import { breakEven } from "../../../bot/backtest/studies/breakEven.ts";
import { capacityCurve } from "../../../bot/backtest/studies/capacity.ts";
import { sensitivities } from "../../../bot/backtest/studies/sensitivity.ts";
import { studiesOf } from "../../../bot/backtest/studies/studies.ts";

const SOURCE = { kind: "synthetic", markets: 4, days: 50, seed: 5 } as const;

describe("studies of a backtest", function () {
  this.timeout(60_000);
  let backtest: Backtest;
  let stage: Stage;
  before(async () => {
    const past = await loadPast(SOURCE, { nowSeconds: 2e9, readStore: () => Promise.reject(new Error("there is no database")) });
    ({ backtest, stage } = await runBacktest(
      {
        source: SOURCE,
        universe: "stablecoins",
        fromSeconds: null,
        toSeconds: null,
        capitalUsd: 1_000_000,
        everySeconds: 86_400,
        feeModel: { kind: "gas" },
        gasMultiplier: 1,
        prices: "par",
        contenders: ["idle", "equal-weight", "best-apy"],
        policy: {},
        relativeCapBps: 6_000,
        leastSupplyUsd: 1_000_000,
        flows: [],
        members: ["linear"],
        riskFreeApr: 0.02,
        seed: 1,
      },
      past,
      { shippedForecaster: null, shippedClassifier: null, cacheFolder: null, onThinking: () => undefined, onProgress: () => undefined },
    ));
  });
  const study = (...names: readonly string[]) => ({
    spec: backtest.spec,
    stage,
    contenders: names.map(contenderByName),
    onRun: () => undefined,
  });

  it("find that gas eats the yield of a small vault, and dilution that of a large one", () => {
    const { capitalUsd, byContender } = capacityCurve(study("idle", "equal-weight"));
    expect(capitalUsd).deep.equal([1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
    expect(byContender[0]?.annualisedReturn).deep.equal(capitalUsd.map(() => 0));
    const returns = byContender[1]?.annualisedReturn as readonly number[];
    expect(returns[0] as number).below(returns[2] as number);
    expect(returns[5] as number).below(returns[2] as number);
  });

  it("agree with the backtest where nothing is varied, and fall with dearer gas", () => {
    const [gas] = sensitivities(study("equal-weight"));
    const byGas = gas?.rows.map(({ byContender }) => byContender["equal-weight"] as number) ?? [];
    expect(byGas[2]).equal(backtest.contested[1]?.performance.annualisedReturn);
    for (let i = 1; i < byGas.length; i++) expect(byGas[i]).below(byGas[i - 1] as number);
  });

  it("find where a lead is gone: best-apy trades more than equal-weight, so gas takes its lead, or it never had one", () => {
    const found = breakEven(study("best-apy", "equal-weight"), "best-apy", "equal-weight").map(({ description }) => description);
    expect(found).length(2);
    for (const description of found) expect(description).match(/^(At about|Up to|Even without any) .*best-apy.* equal-weight\.$/);
    // Idle money never leads where anything is earned, and always where the rival pays for nothing.
    expect(breakEven(study("idle", "equal-weight"), "idle", "equal-weight")[0]?.description).equal(
      "Even without any gas idle is not ahead of equal-weight.",
    );
  });

  it("go together into a report, and say how far they are", () => {
    const told: number[] = [];
    const extras = studiesOf(backtest, stage, (fraction) => told.push(fraction));
    expect(extras.capacity?.byContender.map(({ name }) => name)).deep.equal(["idle", "equal-weight", "best-apy"]);
    expect(extras.sensitivity?.map(({ rows }) => rows.length)).deep.equal([5, 4, 4, 4, 4]);
    // Without "ml" there is no lead to lose.
    expect(extras.breakEven).deep.equal([]);
    expect(told).deep.equal(told.toSorted((a, b) => a - b));
    expect(Math.max(...told)).at.most(1);
  });
});
