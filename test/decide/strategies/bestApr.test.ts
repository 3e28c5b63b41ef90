import { expect } from "chai";
import { decide } from "../../../bot/decide/decide.ts";
import { bestApr } from "../../../bot/decide/strategies/bestApr.ts";
import { units } from "../arbitraries.ts";
import { marketsOf } from "./markets.ts";

// The forecasts say the opposite of the quotes.
const quoted = (held: readonly number[], relativeCapBps = 10_000) =>
  [0.03, 0.06, 0.05].map((supplyApr, i) => ({
    held: held[i] ?? 0,
    supplyApr,
    forecastApr: 0.08 - supplyApr,
    position: { relativeCapBps },
  }));

describe("best APR", () => {
  it("puts everything into the highest quote, forecasts or not", () => {
    const decision = decide(marketsOf(quoted([300_000, 300_000, 300_000]), 0), bestApr);
    // Two withdrawals may each pay two units short by rounding.
    expect(decision.markets.map((market) => market.target)).deep.equal([0n, units(900_000) - 4n, 0n]);
  });

  it("fills the next best once caps are reached", () => {
    const decision = decide(marketsOf(quoted([0, 0, 0], 6000), 1_000_000), bestApr);
    expect(decision.markets.map((market) => market.target)).deep.equal([0n, units(600_000), units(400_000)]);
  });

  it("moves although the move costs more than it gains", () => {
    const decision = decide(marketsOf(quoted([0, 0, 1_000]), 0), bestApr);
    expect(decision.action).equal("rebalance");
    expect(decision.outcome?.netBenefitUsd).below(0);
  });
});
