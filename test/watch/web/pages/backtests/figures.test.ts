import { expect } from "chai";
import { KEPT_FIGURES } from "../../../../../bot/core/keptBacktest.ts";
import type { Schema } from "../../../../../bot/watch/client/keeperClient.ts";
import { assumptionsOf, periodText } from "../../../../../bot/watch/web/pages/backtests/assumptions.ts";
import { COST_FIGURES, DOUBT_FIGURES, MAIN_FIGURES } from "../../../../../bot/watch/web/pages/backtests/figures.ts";

const ALL = [...MAIN_FIGURES, ...COST_FIGURES, ...DOUBT_FIGURES];

function contender(value: number | null, reasons: Readonly<Record<string, string>>): Schema<"ContenderFigures"> {
  return {
    contender: "ml",
    strategy: "maximise-net-yield",
    days: 10,
    netReturn: -0.0123,
    ...(Object.fromEntries(KEPT_FIGURES.map((name) => [name, value])) as Record<(typeof KEPT_FIGURES)[number], number | null>),
    maxDrawdown: { depth: 0.05, peakSeconds: null, troughSeconds: null, recoveredSeconds: null },
    reasons: { ...reasons },
    cautions: [],
    gasUsd: 150.4,
    conversionUsd: 448,
    rebalances: 1_480,
    decisions: 2_000,
    lockedShare: 0.0017,
    markets: [],
  };
}

const texts = (of: Schema<"ContenderFigures">) => Object.fromEntries(ALL.map(({ name, text }) => [name, text(of)]));

describe("figures of a contender", () => {
  it("are told with their units", () => {
    expect(texts(contender(0.5, {}))).to.include({
      "Net APY": "50.00 %",
      "Net return": "−1.23 %",
      Sharpe: "0.50",
      "Deepest fall": "5.00 %",
      Rebalances: "1,480",
      Gas: "$150",
      Turnover: "0.5×",
      Locked: "0.17 %",
      "Beyond luck": "50 %",
      "Against equal weight": "+50.00 %",
    });
    expect(texts(contender(-1.4, {})).Sharpe).to.equal("−1.40");
  });

  it("that cannot be told are no zeros, and say why", () => {
    const unknown = contender(null, { sharpe: "fewer than 30 days" });
    expect(texts(unknown)).to.include({ "Net APY": "–", Sharpe: "–", "Net return": "−1.23 %" });
    expect(ALL.find(({ name }) => name === "Sharpe")?.caution(unknown)).to.equal("fewer than 30 days");
    expect(ALL.find(({ name }) => name === "Gas")?.caution(unknown)).to.equal(null);
  });

  it("have names and meanings of their own", () => {
    expect(new Set(ALL.map(({ name }) => name)).size).to.equal(ALL.length);
    expect(new Set(ALL.map(({ meaning }) => meaning)).size).to.equal(ALL.length);
  });
});

describe("what a backtest assumed", () => {
  const settings: Schema<"BacktestDetail">["settings"] = {
    everySeconds: 21_600,
    flatFee: null,
    gasMultiplier: 1,
    prices: "par",
    relativeCapBps: 6_000,
    leastSupplyUsd: 20_000_000,
    riskFreeApr: 0.025,
    members: [],
    seed: 1,
    policy: { marginDoubt: 0.5, idlePaybackSeconds: null },
    flows: [
      { atSeconds: 1_672_617_600, usd: 5_000 },
      { atSeconds: 1_672_704_000, usd: -200 },
    ],
  };
  const told = (of: Partial<typeof settings>) => assumptionsOf({ ...settings, ...of }).map(({ name, value }) => `${name}: ${value}`);

  it("is told in full, with what was not as usual", () => {
    expect(told({})).to.deep.equal([
      "Decided every: 6 h",
      "Cost of moving: gas at the prices of its days",
      "Prices: every dollar token at a dollar",
      "Most in one market: 60 %",
      "Smallest market that took money: $20,000,000 of deposits",
      "Risk-free rate: 2.50 %",
      "Forecaster made of: no model",
      "Seed: 1",
      "Policy: Margin doubt: 0.5",
      "Policy: Idle payback seconds: none",
      "Deposited: $5,000, 2023-01-02 00:00:00 UTC",
      "Withdrawn: $200, 2023-01-03 00:00:00 UTC",
    ]);
    expect(told({ flatFee: 0.003 })).to.include("Cost of moving: 0.30 % of every amount, no gas");
    expect(told({ gasMultiplier: 2 })).to.include("Cost of moving: 2 times the gas of its days");
  });

  it("has its days in UTC", () => {
    expect(periodText({ fromSeconds: 1_672_617_600, toSeconds: 1_682_877_599 })).to.equal("2023-01-02 – 2023-04-30");
  });
});
