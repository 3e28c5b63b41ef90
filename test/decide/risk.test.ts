import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../bot/core/decision.ts";
import type { ClassProbabilities, RiskScore, Veto } from "../../bot/core/risk.ts";
import { BPS } from "../../bot/core/units.ts";
import type { Position } from "../../bot/core/vaultState.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { idle } from "../../bot/decide/strategies/idle.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { STRATEGIES } from "../../bot/decide/strategies/registry.ts";
import { decodeDecision, encodeDecision } from "../../bot/store/decisionEncoding.ts";
import { expectNear } from "../near.ts";
import { decisionInput, forecastOf, inputOf, NOW, observationOf, positionOf, rateModel, riskOf, units } from "./arbitraries.ts";
import { mustLeave, newestScore } from "./riskRules.ts";

const SAVINGS = "1:sky-savings:susds";
const LENDING = "1:aave-v3:usdc";
const FLAT = { kind: "flat" } as const;
const PLAIN = { slackBps: 0, marginDoubt: 0, idlePaybackSeconds: null, highPenaltyApr: 0.1, mediumPenaltyApr: 0.005 };
const WEEK_YEARS = 7 / 365;
/** All strategies that ever do something. */
const ACTIVE = STRATEGIES.filter((one) => one !== idle);

interface Setting {
  readonly idle?: number;
  readonly savings?: number;
  readonly lending?: number;
  readonly lendingFacts?: Partial<Position>;
  readonly risks?: readonly RiskScore[];
  readonly tolerance?: number;
  readonly input?: Parameters<typeof inputOf>[4];
}

/** Whatever can still be withdrawn, the door is too narrow. */
const LEAVES_AT_HIGH = { policy: { highRiskExitCover: 1e6 } };

/**
 * Savings at 4 %, lending at 6 %, whatever is put there; forecasts are trusted, idle money has no more time than any other, and penalties are
 * large enough for odds to decide.
 */
function twoMarkets({ idle = 0, savings = 0, lending = 0, lendingFacts = {}, risks = [], tolerance = 1, input }: Setting): DecisionInput {
  return inputOf(
    idle,
    [positionOf(SAVINGS, savings), positionOf(LENDING, lending, lendingFacts)],
    [observationOf(SAVINGS, FLAT, { supplyApr: 0.04 }), observationOf(LENDING, FLAT, { supplyApr: 0.06 })],
    [forecastOf(SAVINGS, 0.04), forecastOf(LENDING, 0.06)],
    { ...input, policy: { ...PLAIN, ...input?.policy }, risks, tolerance },
  );
}

function decided(setting: Setting, change: (input: DecisionInput) => DecisionInput = (input) => input): Decision {
  return decide(change(twoMarkets(setting)), maximiseNetYield);
}

/** A low class at these odds of worse. */
function oddsOf(marketId: string, high: number, medium = 0): RiskScore {
  return riskOf(marketId, "low", { probabilities: { low: 1 - high - medium, medium, high } });
}

function vetoed(marketId: string, effect: Veto["effect"], detail = "DAI is worth 0.93 USD"): RiskScore {
  return riskOf(marketId, "low", { probabilities: { low: 1, medium: 0, high: 0 }, vetoes: [{ reason: "off-peg", effect, detail }] });
}

describe("a veto", () => {
  it("keeps new money out, however well the market pays", () => {
    for (const strategy of ACTIVE) {
      const decision = decide(twoMarkets({ idle: 1_000_000, risks: [vetoed(LENDING, "close")] }), strategy);
      expect(decision.markets[1], strategy.name).deep.include({ target: 0n, maximum: 0n });
      expect(decision.markets[1]?.skipped, strategy.name).deep.include({ reason: "veto", cost: null });
    }
  });

  it("leaves what is there alone if it only closes", () => {
    const decision = decided({ lending: 1_000_000, risks: [vetoed(LENDING, "close")] });
    expect(decision).deep.include({ action: "hold", moves: [] });
  });

  it("takes out what is there if it says so, and tells what was seen", () => {
    const decision = decided({ savings: 500_000, lending: 500_000, risks: [vetoed(LENDING, "exit")] });
    expect(decision.reason).equal("risk-exit");
    expect(decision.moves.map(({ marketId, change }) => [marketId, change])).deep.equal([[LENDING, -units(500_000)]]);
    expect(decision.explanation).match(
      /^Leaving 1:aave-v3:usdc \(off-peg: DAI is worth 0\.93 USD\) without waiting for a margin, 500,000\.00 USDC out of 1:aave-v3:usdc: /,
    );
  });

  it("of the operator on every market empties the vault by any strategy that moves, and keeps it empty", () => {
    const risks = [SAVINGS, LENDING].map((id) => ({
      ...riskOf(id, "low", { probabilities: { low: 1, medium: 0, high: 0 } }),
      vetoes: [{ reason: "operator" as const, effect: "exit" as const, detail: "ordered by ada" }],
    }));
    for (const strategy of ACTIVE) {
      const leaving = decide(twoMarkets({ savings: 500_000, lending: 500_000, risks }), strategy);
      expect(leaving, strategy.name).deep.include({ action: "rebalance", reason: "risk-exit" });
      expect(
        leaving.markets.map(({ target }) => target),
        strategy.name,
      ).deep.equal([0n, 0n]);
      expect(decide(twoMarkets({ idle: 1_000_000, risks }), strategy), strategy.name).deep.include({ action: "hold", moves: [] });
    }
  });

  it("on every market makes the vault hold, and says why once", () => {
    const risks = [SAVINGS, LENDING].map((id) => vetoed(id, "close", "USDC is worth 0.93 USD"));
    const invested = decided({ savings: 500_000, idle: 500_000, risks });
    expect(invested).deep.include({ action: "hold", reason: "no-safe-market", moves: [] });
    expect(invested.explanation).equal("Holding, because nothing may be added to any market: off-peg: USDC is worth 0.93 USD.");
    expect(invested.markets[1]?.skipped?.reason).equal("veto");
    const differing = decided({ idle: 1_000_000, risks: [vetoed(SAVINGS, "close"), riskOf(LENDING, "high")] });
    expect(differing.reason).equal("no-safe-market");
    expect(differing.explanation).equal(
      "Holding, because nothing may be added to any market: 1:sky-savings:susds (off-peg: DAI is worth 0.93 USD) and " +
        "1:aave-v3:usdc (high risk, score 84: utilization 97 %, up 6 points in 24 h).",
    );
  });
});

describe("risk of class high", () => {
  const risks = [riskOf(LENDING, "high")];

  it("is left at once where the door is narrow, cooldown or not, as far as the market can pay, and is explained", () => {
    const decision = decided(
      { savings: 500_000, lending: 400_000, idle: 100_000, lendingFacts: { withdrawable: units(100_000) }, risks, input: LEAVES_AT_HIGH },
      (input) => ({ ...input, vault: { ...input.vault, usage: { ...input.vault.usage, lastRebalanceSeconds: NOW - 60 } } }),
    );
    expect(decision.reason).equal("risk-exit");
    expect(decision.moves.map(({ marketId, change }) => [marketId, change])).deep.equal([[LENDING, -units(100_000)]]);
    expect(decision.explanation).match(
      /^Leaving 1:aave-v3:usdc \(high risk, score 84: utilization 97 %, up 6 points in 24 h\) without waiting for a margin, 100,000\.00 USDC out of /,
    );
    expect(decision.explanation).match(/this gives up 115\.07 USD of expected yield and sheds risk worth 173\.08 USD for /);
    expect(decision.markets[0]?.skipped?.reason).equal("urgent-first");
    expect(decision.markets[1]?.risk).deep.include({ riskClass: "high", score: 84, vetoes: [] });
  });

  it("is not left by class alone while three times the position can be withdrawn, at one unit less it is", () => {
    const reasonAt = (liquidity: bigint, highRiskExitCover?: number) => {
      const policy = { highRiskExitBps: 0, ...(highRiskExitCover === undefined ? {} : { highRiskExitCover }) };
      return decided({ savings: 500_000, lending: 500_000, risks, input: { policy } }, (input) => ({
        ...input,
        observations: input.observations.map((one) => (one.marketId === LENDING ? { ...one, liquidity } : one)),
      })).reason;
    };
    expect(reasonAt(units(1_500_000))).not.equal("risk-exit");
    expect(reasonAt(units(1_500_000) - 1n)).equal("risk-exit");
    expect(reasonAt(units(1_000_000), 2)).not.equal("risk-exit");
    expect(reasonAt(units(1_000_000) - 1n, 2)).equal("risk-exit");
    expect(reasonAt(0n, 0)).not.equal("risk-exit");
  });

  it("is left where nobody can see what can be withdrawn", () => {
    const unseen = (input: DecisionInput) => ({
      ...input,
      observations: input.observations.filter(({ marketId }) => marketId !== LENDING),
    });
    expect(decided({ savings: 500_000, lending: 500_000, risks }, unseen)).deep.include({ reason: "risk-exit" });
  });

  it("takes no new money", () => {
    const decision = decided({ savings: 500_000, idle: 500_000, risks });
    expect(decision.markets[1]).deep.include({ target: 0n, maximum: 0n });
    expect(decision.markets[1]?.skipped?.reason).equal("at-target");
    const cheap = decided({ savings: 500_000, idle: 500_000, risks, input: { policy: { highPenaltyApr: 0 } } });
    expect(cheap.markets[1]?.skipped?.reason).equal("high-risk");
  });

  it("stays where nothing can be withdrawn, or where that costs more gas than it brings", () => {
    const dry = decided({ savings: 500_000, lending: 400_000, lendingFacts: { withdrawable: 0n }, risks, input: LEAVES_AT_HIGH });
    expect(dry.markets[1]).deep.include({ target: units(400_000), minimum: units(400_000) });
    expect(dry.markets[1]?.skipped?.reason).equal("no-liquidity");
    const dust = decided({ savings: 500_000, lending: 400_000, lendingFacts: { withdrawable: units(5) }, risks, input: LEAVES_AT_HIGH });
    expect(dust.action).equal("hold");
    expect(dust.markets[1]?.skipped?.reason).equal("gas-exceeds-gain");
  });

  it("is left by whatever strategy, but for the one that never moves", () => {
    for (const strategy of ACTIVE) {
      const input = twoMarkets({ savings: 500_000, lending: 500_000, risks, input: LEAVES_AT_HIGH });
      expect(decide(input, strategy)).deep.include({ reason: "risk-exit" });
    }
  });
});

describe("risk of class medium", () => {
  const risks = [riskOf(LENDING, "medium")];

  it("takes money up to its smaller cap", () => {
    const decision = decided({ idle: 1_000_000, risks });
    expect(decision.reason).equal("net-benefit");
    expect(decision.markets.map(({ target }) => target)).deep.equal([units(750_000), units(250_000)]);
  });

  it("takes no more above that cap and is not cut back for it alone, for classes come and go", () => {
    const decision = decided({ savings: 400_000, lending: 600_000, risks });
    expect(decision.action).equal("hold");
    expect(decision.markets[1]).deep.include({ target: units(600_000), maximum: units(250_000) });
  });

  it("does not widen a cap of the vault that is smaller", () => {
    const decision = decided({ idle: 1_000_000, lendingFacts: { relativeCapBps: 1000 }, risks });
    expect(decision.markets[1]?.target).equal(units(100_000));
  });
});

describe("the price of risk", () => {
  it("turns a move down that yield alone would make, and makes one that yield alone would not", () => {
    expect(decided({ savings: 1_000_000 }).reason).equal("net-benefit");
    // 2 % more yield for 20 % odds of high, which cost 2 % of APR.
    expect(decided({ savings: 1_000_000, risks: [oddsOf(LENDING, 0.2)] }).action).equal("hold");
    const away = decided({ lending: 1_000_000, risks: [oddsOf(LENDING, 0.4)] });
    expect(away.reason).equal("net-benefit");
    expect(away.markets[1]?.target).equal(0n);
    expectNear(away.outcome?.gainUsd ?? 0, -1_000_000 * 0.02 * WEEK_YEARS, 0.01);
    expectNear(away.outcome?.riskUsd ?? 0, 1_000_000 * 0.04 * WEEK_YEARS, 0.01);
  });

  it("is stated beside the yields, which stay what is expected to be earned", () => {
    const [, lending] = decided({ savings: 1_000_000, risks: [oddsOf(LENDING, 0.01, 0.1)] }).markets;
    expect(lending).deep.include({ forecastApr: 0.06, aprAtTarget: 0.06 });
    expectNear(lending?.risk?.penaltyApr ?? 0, 0.0015, 1e-12);
    expectNear(lending?.marginalAprAtTarget ?? 0, 0.0585, 1e-12);
  });

  it("rises as the vault bears less risk", () => {
    const risks = [oddsOf(LENDING, 0.1)];
    expect(decided({ savings: 1_000_000, risks }).reason).equal("net-benefit");
    const wary = decided({ savings: 1_000_000, risks, tolerance: 0.5 });
    expect(wary.action).equal("hold");
    expect(wary.riskTolerance).equal(0.5);
    expectNear(wary.markets[1]?.risk?.penaltyApr ?? 0, 0.02, 1e-12);
  });

  it("never gives a market more because it is likelier to turn out high", () => {
    const market = fc.record({
      model: rateModel,
      deposits: fc.constantFrom(1e6, 5e6, 2e7),
      utilization: fc.constantFrom(0.5, 0.75, 0.9),
      held: fc.constantFrom(0, 100_000, 400_000),
      high: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    let less = 0;
    fc.assert(
      fc.property(market, market, fc.double({ min: 0.01, max: 1, noNaN: true }), (first, second, share) => {
        const seeds = [first, second];
        const ids = ["1:aave-v3:usdc", "1:compound-v3:usdc"] as const;
        const targetAt = (high: number): bigint => {
          const observations = seeds.map(({ model, deposits, utilization, held }, i) =>
            observationOf(ids[i] ?? "", model, {
              totalSupply: units(deposits + held),
              totalBorrow: units((deposits + held) * utilization),
              utilization,
            }),
          );
          const positions = seeds.map(({ held }, i) => positionOf(ids[i] ?? "", held));
          const forecasts = observations.map(({ marketId, supplyApr }) => forecastOf(marketId, supplyApr));
          const input = inputOf(300_000, positions, observations, forecasts, {
            risks: [oddsOf(ids[0], high), oddsOf(ids[1], second.high)],
            policy: { marginUsd: 0, marginBps: 0, minimumMoveUsd: 0, slackBps: 0 },
            costs: { baseFeePerGasWei: 0n, priorityFeePerGasWei: 0n },
          });
          return decide(input, maximiseNetYield).markets[0]?.target ?? 0n;
        };
        const before = targetAt(first.high);
        const after = targetAt(first.high + share * (1 - first.high));
        // What a withdrawal may pay short by rounding is taken off the largest allocation.
        expect(after <= before + 10n, `${before} → ${after}`).equal(true);
        if (after < before) less += 1;
      }),
      { numRuns: 300 },
    );
    expect(less).above(50);
  });
});

describe("any decision about risk", () => {
  it("leaves no score it may not see without effect, and none it may see unnamed", () => {
    let named = 0;
    fc.assert(
      fc.property(decisionInput, (input) => {
        const decision = decide(input, maximiseNetYield);
        const scores = input.vault.positions.flatMap(({ marketId }) => newestScore(input, marketId) ?? []);
        expect(decision.riskIds).deep.equal(scores.map((one) => `${one.marketId}@${one.blockNumber}/trees-1/risk`));
        expect(decision.markets.filter(({ risk }) => risk !== null).length).equal(scores.length);
        expect(decision.riskTolerance).equal(input.riskTolerance.tolerance);
        named += scores.length;
      }),
    );
    expect(named).above(30);
  });

  it("takes everything that can be withdrawn out of markets that have to be left, if it pays its gas and more", () => {
    let left = 0;
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(...ACTIVE), (input, strategy) => {
        const decision = decide(input, strategy);
        for (const market of decision.markets) {
          // 20,000 USDC pay any gas drawn here.
          if (!mustLeave(input, market.marketId) || market.current - market.minimum < units(20_000)) continue;
          expect(decision.reason).equal("risk-exit");
          expect(market.target).equal(market.minimum);
          left += 1;
        }
      }),
      { numRuns: 1500 },
    );
    expect(left).above(50);
  });

  it("is what it would be without scores if these are of class low and sure of it", () => {
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(...ACTIVE), (input, strategy) => {
        const sure: ClassProbabilities = { low: 1, medium: 0, high: 0 };
        const risks = input.vault.positions.map(({ marketId }) => riskOf(marketId, "low", { probabilities: sure }));
        const { riskIds, ...decision } = decide({ ...input, risks }, strategy);
        const { riskIds: none, ...before } = decide({ ...input, risks: [] }, strategy);
        expect([riskIds.length, none.length]).deep.equal([risks.length, 0]);
        const unscored = decision.markets.map((market) => ({ ...market, risk: null }));
        expect({ ...decision, markets: unscored }).deep.equal(before);
      }),
    );
  });

  it("comes back from its stored form as it was", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        const decision = decide(input, maximiseNetYield);
        // JSON knows one zero, chai two.
        const oneZero = JSON.parse(encodeDecision(decision));
        expect(JSON.parse(encodeDecision(decodeDecision(encodeDecision(decision))))).deep.equal(oneZero);
        expect(decodeDecision(encodeDecision(decision))).deep.equal(decision);
      }),
    );
  });

  it("takes a market of medium risk under its cap, or to what exit liquidity lets it be, whenever a voluntary plan takes money out of it", () => {
    let cut = 0;
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(...ACTIVE), (drawn, strategy) => {
        // A small cap, so that many are above it.
        const policy = { ...drawn.policy, mediumRelativeCapBps: 200, marginUsd: 0, marginBps: 0, cooldownSeconds: 0 };
        const { vault } = drawn;
        const decision = decide({ ...drawn, policy }, strategy);
        if (decision.reason !== "net-benefit" && decision.reason !== "target-weights") return;
        const cap = (vault.grossAssets * BigInt(policy.mediumRelativeCapBps)) / BPS;
        for (const market of decision.markets) {
          if (market.risk?.riskClass !== "medium" || market.current <= cap || market.target >= market.current) continue;
          expect(market.target <= cap || market.target === market.minimum).equal(true);
          cut += 1;
        }
      }),
      { numRuns: 1500 },
    );
    expect(cut).above(3);
  });
});
