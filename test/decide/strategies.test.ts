import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../bot/decide/decide.ts";
import { bestApr } from "../../bot/decide/strategies/bestApr.ts";
import { equalWeight } from "../../bot/decide/strategies/equalWeight.ts";
import { idle } from "../../bot/decide/strategies/idle.ts";
import { STRATEGIES, strategyByName, UnknownStrategyError } from "../../bot/decide/strategies/registry.ts";
import { equalLevels } from "../../bot/decide/strategies/weights.ts";
import { decisionInput, forecastOf, inputOf, observationOf, positionOf, units } from "./arbitraries.ts";

const IDS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:susds"];
const APRS = [0.03, 0.06, 0.05];

function threeMarkets(held: readonly number[], idleTokens: number, capBps = 10_000) {
  return inputOf(
    idleTokens,
    IDS.map((id, i) => positionOf(id, held[i] ?? 0, { relativeCapBps: capBps })),
    IDS.map((id, i) => observationOf(id, { kind: "flat" }, { supplyApr: APRS[i] ?? 0 })),
    // The forecasts say the opposite of the quotes.
    IDS.map((id, i) => forecastOf(id, 0.08 - (APRS[i] ?? 0))),
    { policy: { slackBps: 0 } },
  );
}

describe("equal weight", () => {
  it("gives every market the same", () => {
    const decision = decide(threeMarkets([0, 0, 0], 900_000), equalWeight);
    expect(decision.reason).equal("target-weights");
    expect(decision.markets.map((market) => market.target)).deep.equal([units(300_000), units(300_000), units(300_000)]);
  });

  it("leaves weights alone within the drift band and says so", () => {
    const within = decide(threeMarkets([340_000, 290_000, 270_000], 0), equalWeight);
    expect(within.reason).equal("below-margin");
    expect(within.action).equal("hold");
    const beyond = decide(threeMarkets([350_000, 290_000, 260_000], 0), equalWeight);
    expect(beyond.action).equal("rebalance");
  });

  it("shares out exactly the budget, within bounds, and equally where no bound holds", () => {
    const bound = fc
      .tuple(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n))
      .map(([a, b]) => ({ low: a < b ? a : b, high: a < b ? b : a }));
    fc.assert(
      fc.property(fc.array(bound, { minLength: 1, maxLength: 6 }), fc.bigInt(0n, 6n * 10n ** 12n), (bounds, budget) => {
        const levels = equalLevels(bounds, budget);
        const total = levels.reduce((sum, level) => sum + level, 0n);
        const least = bounds.reduce((sum, { low }) => sum + low, 0n);
        const most = bounds.reduce((sum, { high }) => sum + high, 0n);
        if (budget >= most) expect(total).equal(most);
        else if (budget >= least) expect(total <= budget && budget - total < BigInt(bounds.length)).equal(true);
        const free = levels.filter((level, i) => level > (bounds[i]?.low ?? 0n) && level < (bounds[i]?.high ?? 0n));
        expect(new Set(free).size).at.most(1);
      }),
    );
  });
});

describe("best APR", () => {
  it("puts everything into the highest quote, forecasts or not", () => {
    const decision = decide(threeMarkets([300_000, 300_000, 300_000], 0), bestApr);
    // Two withdrawals may each pay two units short by rounding.
    expect(decision.markets.map((market) => market.target)).deep.equal([0n, units(900_000) - 4n, 0n]);
  });

  it("fills the next best once caps are reached", () => {
    const decision = decide(threeMarkets([0, 0, 0], 1_000_000, 6000), bestApr);
    expect(decision.markets.map((market) => market.target)).deep.equal([0n, units(600_000), units(400_000)]);
  });

  it("moves although the move costs more than it gains", () => {
    const decision = decide(threeMarkets([0, 0, 1_000], 0), bestApr);
    expect(decision.action).equal("rebalance");
    expect(decision.outcome?.netBenefitUsd).below(0);
  });
});

describe("idle", () => {
  it("never moves", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        expect(decide(input, idle).moves).deep.equal([]);
      }),
    );
  });
});

describe("the strategies by name", () => {
  it("are all found, and an unknown name is answered with those there are", () => {
    for (const strategy of STRATEGIES) expect(strategyByName(strategy.name)).equal(strategy);
    expect(() => strategyByName("yolo")).throw(UnknownStrategyError, 'no strategy is called "yolo"');
    expect(new UnknownStrategyError("yolo").remedy).equal("Choose one of: maximise-net-yield, equal-weight, best-apr, idle.");
  });
});
