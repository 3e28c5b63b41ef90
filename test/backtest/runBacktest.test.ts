import { expect } from "chai";
import type { BacktestSpec } from "../../bot/backtest/backtest.ts";
import { CONTENDERS, contenderByName, DEFAULT_CONTENDERS, UnknownContenderError } from "../../bot/backtest/contenders.ts";
import type { Run } from "../../bot/backtest/engine/run.ts";
import { seriesUntil } from "../../bot/backtest/minds/history.ts";
import { loadPast, type Past } from "../../bot/backtest/past.ts";
import { backtestJson } from "../../bot/backtest/report/json.ts";
import { type BacktestDeps, runBacktest } from "../../bot/backtest/runBacktest.ts";
import { DEFAULT_FROM_SECONDS } from "../../bot/backtest/synthetic/syntheticMarkets.ts";
import type { MarketSeries } from "../../bot/predict/series/marketSeries.ts";

const DAY = 86_400;
const SOURCE = { kind: "synthetic", markets: 5, days: 320, seed: 3 } as const;
const SPEC: BacktestSpec = {
  source: SOURCE,
  universe: "stablecoins",
  fromSeconds: null,
  toSeconds: null,
  capitalUsd: 1_000_000,
  everySeconds: 6 * 3_600,
  feeModel: { kind: "gas" },
  gasMultiplier: 1,
  prices: "par",
  contenders: ["equal-weight", "best-apy", "highest-tvl", "persistence", "hold-best"],
  policy: {},
  relativeCapBps: 6_000,
  leastSupplyUsd: 1_000_000,
  flows: [],
  members: ["linear"],
  riskFreeApr: 0.02,
  seed: 1,
};
const DEPS: BacktestDeps = {
  shippedForecaster: null,
  shippedClassifier: null,
  cacheFolder: null,
  onThinking: () => undefined,
  onProgress: () => undefined,
};

describe("a backtest", function () {
  this.timeout(60_000);
  let past: Past;
  before(async () => {
    past = await loadPast(SOURCE, { nowSeconds: 2e9, readStore: () => Promise.reject(new Error("there is no database")) });
  });
  const run = async (over: Partial<BacktestSpec> = {}, on: Past = past) => (await runBacktest({ ...SPEC, ...over }, on, DEPS)).backtest;
  const byName = (runs: readonly { readonly run: Run }[]) => new Map(runs.map((one) => [one.run.contender, one.run]));

  it("says the same twice, in the order asked for, and what its past is", async () => {
    const [one, again] = [await run(), await run()];
    expect(backtestJson(again)).deep.equal(backtestJson(one));
    expect(one.contested.map(({ run: { contender } }) => contender)).deep.equal(SPEC.contenders);
    expect(one.isSynthetic).equal(true);
    const json = backtestJson(one);
    expect(json.mlMinusBest).equal(null);
    expect(json.synthetic).equal(true);
    for (const contender of Object.values(json.strategies)) {
      expect(contender.annualisedReturn).not.equal(null);
      expect(contender.costsUsd).above(0);
    }
  });

  it("has nobody above the ceiling, and nobody who cannot see the future above the oracle by more than its approximations", async () => {
    const toSeconds = DEFAULT_FROM_SECONDS + 50 * DAY;
    const { contested, ceilingReturn } = await run({ contenders: [...SPEC.contenders, "oracle"], toSeconds });
    const netReturn = new Map(contested.map(({ run: { contender }, performance }) => [contender, performance.netReturn]));
    const oracle = netReturn.get("oracle") as number;
    for (const [contender, net] of netReturn) {
      expect(net, contender).below(ceilingReturn as number);
      expect(net, contender).at.most(oracle + 2e-4);
    }
  });

  it("charges more where gas is dearer or a flat fee is taken, and nothing where gas is free", async () => {
    const contenders = ["equal-weight"];
    const costs = async (over: Partial<BacktestSpec>) => byName((await run({ contenders, ...over })).contested).get("equal-weight")?.costs;
    const usual = await costs({});
    const free = await costs({ gasMultiplier: 0 });
    const dear = await costs({ gasMultiplier: 3 });
    const flat = await costs({ feeModel: { kind: "flat", fraction: 0.003 } });
    expect(free?.gasUsd).equal(0);
    expect(dear?.gasUsd as number).above(2 * (usual?.gasUsd as number));
    expect(flat?.gasUsd).equal(0);
    expect(flat?.conversionUsd as number).above(1_000_000 * 0.99 * 0.003);
  });

  it("takes deposits and withdrawals of a schedule out of its returns", async () => {
    const from = (await run({ contenders: ["idle"] })).fromSeconds;
    const flows = [
      { atSeconds: from + 20 * DAY, usd: 500_000 },
      { atSeconds: from + 40 * DAY, usd: -1_200_000 },
    ];
    const { contested, ceilingReturn } = await run({ contenders: ["idle", "equal-weight"], flows });
    expect(contested[0]?.performance.netReturn).equal(0);
    expect(contested[0]?.run.navUsd.at(-1)).closeTo(300_000, 1e-6);
    expect(contested[1]?.performance.netReturn as number).within(-0.01, 0.2);
    expect(ceilingReturn).equal(null);
  });

  it("looks ahead for nobody: another future changes no rebalance and no value before it, models and all", async () => {
    const { fromSeconds } = await run({ contenders: ["idle"] });
    const known = fromSeconds + 260 * DAY;
    const changed: Past = { ...past, series: past.series.map((series) => withOtherFuture(series, known)) };
    const contenders = ["ml-without-risk", "persistence", "best-apy"];
    const [one, other] = [await run({ contenders }), await run({ contenders }, changed)];
    let differs = false;
    one.contested.forEach(({ run: first }, i) => {
      const second = other.contested[i]?.run as Run;
      const made = (rebalances: Run["rebalances"]) => rebalances.filter(({ atSeconds }) => atSeconds <= known);
      expect(made(second.rebalances), first.contender).deep.equal(made(first.rebalances));
      const last = first.timeSeconds.findIndex((time) => time > known) - 1;
      expect([...second.navUsd.slice(0, last + 1)]).deep.equal([...first.navUsd.slice(0, last + 1)]);
      differs ||= second.navUsd.at(-1) !== first.navUsd.at(-1);
    });
    expect(differs).equal(true);
  });

  it("knows its contenders by name, and refuses others", () => {
    expect(DEFAULT_CONTENDERS).deep.equal([
      "ml",
      "equal-weight",
      "best-apy",
      "highest-tvl",
      "persistence",
      "hold-best",
      "trailing-mean",
      "oracle",
    ]);
    for (const { name } of CONTENDERS) expect(contenderByName(name).name).equal(name);
    expect(() => contenderByName("nobody")).throw(UnknownContenderError, 'nobody called "nobody" competes');
  });
});

/** The same up to a time, and three times the rates from then on. What the last point before it pays until then is known, and stays. */
function withOtherFuture(series: MarketSeries, untilSeconds: number): MarketSeries {
  const known = seriesUntil(series, untilSeconds).timeSeconds.length;
  const tripled = (column: Float64Array, from: number) => column.map((value, i) => (i >= from ? value * 3 : value));
  return { ...series, quotedApr: tripled(series.quotedApr, known), paidApr: tripled(series.paidApr, known) };
}
