import { expect } from "chai";
import type { Decision } from "../../bot/core/decision.ts";
import type { Position } from "../../bot/core/vaultState.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { expectNear } from "../near.ts";
import { forecastOf, inputOf, NOW, observationOf, positionOf, units } from "./arbitraries.ts";

const SAVINGS = "1:sky-savings:susds";
const LENDING = "1:aave-v3:usdc";
const FLAT = { kind: "flat" } as const;

interface Setting {
  readonly idle?: number;
  readonly savings?: number;
  readonly lending?: number;
  readonly savingsApr?: number;
  readonly lendingApr?: number;
  readonly lendingFacts?: Partial<Position>;
  readonly input?: Parameters<typeof inputOf>[4];
}

/**
 * A vault with two markets whose rates no deposit moves, so that every figure can be worked out by hand. Forecasts are trusted and idle money has
 * no more time than any other: test/decide/hesitation.test.ts is about the contrary.
 */
function twoMarkets(setting: Setting): DecisionInput {
  const savingsApr = setting.savingsApr ?? 0.04;
  const lendingApr = setting.lendingApr ?? 0.06;
  return inputOf(
    setting.idle ?? 0,
    [positionOf(SAVINGS, setting.savings ?? 0), positionOf(LENDING, setting.lending ?? 0, setting.lendingFacts ?? {})],
    [observationOf(SAVINGS, FLAT, { supplyApr: savingsApr }), observationOf(LENDING, FLAT, { supplyApr: lendingApr })],
    [forecastOf(SAVINGS, savingsApr), forecastOf(LENDING, lendingApr)],
    { ...setting.input, policy: { marginDoubt: 0, idlePaybackSeconds: null, ...setting.input?.policy } },
  );
}

function decided(setting: Setting, change: (input: DecisionInput) => DecisionInput = (input) => input): Decision {
  return decide(change(twoMarkets(setting)), maximiseNetYield);
}

function rebalancedAgo(input: DecisionInput, seconds: number): DecisionInput {
  const usage = { ...input.vault.usage, lastRebalanceSeconds: NOW - seconds };
  return { ...input, vault: { ...input.vault, usage } };
}

describe("a decision to move", () => {
  // 11 gwei × 3000 USD/ETH = 0.000033 USD a gas; base 100,000 + out of savings 150,000 + into lending 200,000 gas.
  const gasUsd = 450_000 * 11e-9 * 3000;

  it("weighs a week of better yield against gas, conversion and margin", () => {
    const decision = decided({
      savings: 1_000_000,
      input: { costs: { conversion: { [SAVINGS]: { enterBps: 0, exitBps: 1 } } } },
    });
    expect(decision.action).equal("rebalance");
    expect(decision.reason).equal("net-benefit");
    expect(decision.moves).deep.equal([
      { marketId: SAVINGS, adapter: decision.moves[0]?.adapter, change: -units(1_000_000) },
      { marketId: LENDING, adapter: decision.moves[1]?.adapter, change: units(999_900) - 2n },
    ]);
    const week = 7 / 365;
    expectNear(decision.outcome?.gainUsd ?? 0, (999_900 * 0.06 - 1_000_000 * 0.04) * week, 1e-6);
    expectNear(decision.outcome?.gasUsd ?? 0, gasUsd, 1e-9);
    expectNear(decision.outcome?.exitCostUsd ?? 0, 100, 1e-9);
    expectNear(decision.outcome?.requiredUsd ?? 0, 1 + 999_900 * 1e-4, 1e-9);
  });

  it("says so in one sentence with figures and units", () => {
    const decision = decided({ savings: 250_000.5, lending: 100_000, input: { policy: { slackBps: 0 } } });
    expect(decision.explanation).equal(
      "Moving 250,000.50 USDC out of 1:sky-savings:susds and 250,000.49 USDC into 1:aave-v3:usdc: over 7 days this earns 95.89 USD more " +
        "of expected yield for 14.85 USD of gas and 0.00 USD of conversion, 81.04 USD net, against 26.00 USD required.",
    );
  });

  it("names what it read", () => {
    const decision = decided({ savings: 1_000_000 });
    expect(decision.id).equal("0x00000000000000000000000000000000000000Aa@23000000/maximise-net-yield");
    expect(decision.observationIds).deep.equal([`${SAVINGS}@23000000`, `${LENDING}@23000000`]);
    expect(decision.forecastIds).deep.equal([`${SAVINGS}@23000000/persistence-1/604800s`, `${LENDING}@23000000/persistence-1/604800s`]);
  });

  it("decides on the pessimistic end of the interval if the policy says so", () => {
    const certain = (input: DecisionInput): DecisionInput => ({
      ...input,
      forecasts: [forecastOf(SAVINGS, 0.05, { p10Apr: 0.05 }), forecastOf(LENDING, 0.0625, { p10Apr: 0.03125 })],
    });
    expect(decided({ savings: 1_000_000 }, certain).reason).equal("net-benefit");
    const wary = decided({ savings: 1_000_000, input: { policy: { pessimism: 1 } } }, certain);
    expect(wary.reason).equal("already-optimal");
    expect(wary.markets.map((market) => market.forecastApr)).deep.equal([0.05, 0.03125]);
  });
});

describe("a decision to hold", () => {
  it("tells a move that does not pay for itself, with its cost", () => {
    const decision = decided({ savings: 20_000 });
    expect(decision.reason).equal("cost-exceeds-gain");
    expectNear(decision.outcome?.gainUsd ?? 0, (20_000 * 0.02 * 7) / 365, 0.01);
    expect(decision.outcome?.netBenefitUsd).below(0);
    const skipped = decision.markets.map((market) => market.skipped?.reason);
    expect(skipped).deep.equal(["gas-exceeds-gain", "gas-exceeds-gain"]);
    expect(decision.explanation).match(/^Holding, because no move pays for itself; .* net\.$/);
  });

  it("tells a move that pays but not by the margin", () => {
    const decision = decided({ savings: 1_000_000, lendingApr: 0.042, input: { policy: { marginBps: 1 } } });
    expect(decision.reason).equal("below-margin");
    expect(decision.outcome?.netBenefitUsd).above(0);
    expect(decision.outcome?.netBenefitUsd).below(decision.outcome?.requiredUsd ?? 0);
  });

  it("does not shuttle between markets that differ by less than the margin", () => {
    expect(decided({ savings: 10_000_000, lendingApr: 0.045 }).action).equal("hold");
    expect(decided({ savings: 10_000_000, lendingApr: 0.0455 }).action).equal("rebalance");
  });

  it("waits for the cooldown and says what it would do", () => {
    const recently = (input: DecisionInput): DecisionInput => rebalancedAgo(input, 3600);
    const decision = decided({ savings: 1_000_000 }, recently);
    expect(decision.reason).equal("cooldown");
    expect(decision.explanation).match(/^Waiting 5 hours more until the cooldown of 6 hours is over; the best plan now would be moving /);
    expect(decision.markets.map((market) => market.skipped?.reason)).deep.equal(["cooldown", "cooldown"]);
    const longAgo = (input: DecisionInput): DecisionInput => rebalancedAgo(input, 6 * 3600);
    expect(decided({ savings: 1_000_000 }, longAgo).reason).equal("net-benefit");
  });

  it("waits for the vault's own cooldown where that is longer", () => {
    const limits = { cooldownSeconds: 36_000 };
    const decision = decided({ savings: 1_000_000, input: { limits } }, (input) => rebalancedAgo(input, 7 * 3600));
    expect(decision.reason).equal("cooldown");
    expect(decision.explanation).match(/^Waiting 3 hours more until the cooldown of 10 hours is over/);
  });

  it("allocates nothing while the vault only reduces risk, and says since when and why", () => {
    const trip = { atSeconds: NOW - 7200, condition: { reason: "price-fall", subject: SAVINGS } };
    const decision = decided({ savings: 1_000_000, input: { vault: { status: "reduce-only", trip } } });
    expect(decision).deep.include({ action: "hold", reason: "reduce-only", moves: [] });
    expect(decision.explanation).equal("Holding, because the vault takes no allocation: it is reduce-only since 2 hours (price-fall).");
    expect(decision.markets.map((market) => market.skipped?.reason)).deep.equal(["at-target", "reduce-only"]);
  });

  it("allocates nothing once the vault's monitor reports a condition, tripped or not", () => {
    const decision = decided({ savings: 1_000_000, input: { vault: { breakerDue: { reason: "asset-off-peg", subject: SAVINGS } } } });
    expect(decision).deep.include({ action: "hold", reason: "reduce-only", moves: [] });
    expect(decision.explanation).equal("Holding, because the vault takes no allocation: its monitor reports asset-off-peg.");
  });

  it("does nothing while the vault is paused, whatever is wrong", () => {
    const trip = { atSeconds: NOW - 60, condition: null };
    const lendingFacts = { healthy: false, healthReason: "frozen" };
    const decision = decided({ savings: 500_000, lending: 500_000, lendingFacts, input: { vault: { status: "paused", trip } } });
    expect(decision).deep.include({ action: "hold", reason: "paused", moves: [] });
    expect(decision.explanation).equal(
      "Holding, because the keeper may do nothing: it is paused since 1 minute (for a reason that could not be read).",
    );
    expect(decision.markets.map((market) => market.skipped?.reason)).deep.equal(["paused", "paused"]);
  });

  it("stops at the turnover of a day, and says how much that is", () => {
    const limits = { dailyTurnoverBps: 20_000 };
    const usedUp = { lastRebalanceSeconds: null, turnoverBps: 20_000, lossMillionths: 0 };
    const spent = decided({ savings: 1_000_000, input: { limits, vault: { usage: usedUp } } });
    expect(spent.reason).equal("turnover");
    expect(spent.explanation).equal(
      "Holding, because rebalances have allocated 200 % of the vault within 24 hours, of 200 % that they may.",
    );
    expect(spent.markets[1]?.skipped?.reason).equal("turnover");

    const halfLeft = decided({ savings: 1_000_000, input: { limits, vault: { usage: { ...usedUp, turnoverBps: 15_000 } } } });
    expect(halfLeft.reason).equal("net-benefit");
    // Half of a million, less one basis point of slack and two units that a withdrawal may pay short.
    expect(halfLeft.moves.at(-1)?.change).within(units(499_950) - 4n, units(499_950));
  });

  it("does not send a plan that would lose more than the day's budget has left, and says how much that is", () => {
    const costs = { conversion: { [LENDING]: { enterBps: 1, exitBps: 0 } } };
    const setting = { savings: 1_000_000, lendingApr: 0.3, input: { costs, limits: { dailyLossBps: 2 } } };
    const used = (lossMillionths: number) => (input: DecisionInput) => {
      const usage = { ...input.vault.usage, lossMillionths };
      return { ...input, vault: { ...input.vault, usage } };
    };
    expect(decided(setting, used(100)).reason).equal("net-benefit");
    const decision = decided(setting, used(101));
    expect(decision).deep.include({ action: "hold", reason: "loss-budget", moves: [] });
    expect(decision.explanation).match(
      /^Holding, because the best plan would lose more than the vault still lets rebalances lose, 99\.00 USDC \(0\.1 % at once, 0\.02 % in 24 hours, of which 0\.0101 % are used\)/,
    );
    expect(decision.markets.map((market) => market.skipped?.reason)).deep.equal(["loss-budget", "loss-budget"]);
  });

  it("stops where positions reach the cap of a risk that they share, and says so", () => {
    const other = "1:compound-v3:usdc";
    const shared = { name: "issuer:usds", absoluteCap: units(10_000_000), relativeCapBps: 4000 };
    const facts = { risks: [shared.name] };
    const ids = [SAVINGS, LENDING, other];
    const aprs = [0.04, 0.07, 0.06];
    const input = inputOf(
      0,
      [positionOf(SAVINGS, 1_000_000), positionOf(LENDING, 0, facts), positionOf(other, 0, facts)],
      ids.map((id, i) => observationOf(id, FLAT, { supplyApr: aprs[i] ?? 0 })),
      ids.map((id, i) => forecastOf(id, aprs[i] ?? 0)),
      { vault: { risks: [shared] } },
    );
    const decision = decide(input, maximiseNetYield);
    expect(decision.reason).equal("net-benefit");
    // The better of both takes all that the risk may hold, less one basis point of slack and of rounding.
    expect(decision.markets.map((market) => market.target)).deep.equal([units(600_040), units(399_960) - 2n, 0n]);
    expect(decision.markets[2]?.skipped?.reason).equal("risk-cap");
  });

  it("leaves a market alone whose data is stale, missing or from the future", () => {
    for (const age of [7200, -12]) {
      const aged = (input: DecisionInput): DecisionInput => ({
        ...input,
        observations: input.observations.map((one) => ({ ...one, blockTimeSeconds: NOW - age })),
      });
      expect(decided({ savings: 1_000_000 }, aged).reason).equal("no-data");
    }
    const unknown = decided({ savings: 1_000_000 }, (input) => ({ ...input, forecasts: input.forecasts.slice(0, 1) }));
    expect(unknown.markets[1]?.skipped?.reason).equal("no-data");
    expect(unknown.action).equal("hold");
    const otherHorizon = (input: DecisionInput): DecisionInput => ({
      ...input,
      forecasts: input.forecasts.map((one) => ({ ...one, horizonSeconds: 86_400 })),
    });
    expect(decided({ savings: 1_000_000 }, otherHorizon).reason).equal("no-data");
  });

  it("stops at caps and room and says which market has none", () => {
    const capped = decided({ savings: 1_000_000, lendingFacts: { absoluteCap: 0n } });
    expect(capped.markets[1]?.skipped).deep.equal({
      reason: "no-room",
      change: units(1_000_000) - 100_000_000n + 100_000_000n,
      cost: null,
    });
    const roomFor300k = decided({ savings: 1_000_000, lendingFacts: { allocatable: units(300_000) } });
    expect(roomFor300k.markets[0]?.target).equal(units(1_000_000) - (units(300_000) * 9999n) / 10_000n);
    expect(roomFor300k.markets[1]?.target).equal((units(300_000) * 9999n) / 10_000n - 2n);
  });

  it("has nothing to decide about an empty vault", () => {
    expect(decided({}).reason).equal("no-assets");
  });
});

describe("an urgent decision", () => {
  it("leaves an unhealthy market at once, cooldown or not, and does nothing else", () => {
    const decision = decided(
      {
        savings: 500_000,
        lending: 400_000,
        idle: 100_000,
        lendingFacts: { healthy: false, healthReason: "frozen", withdrawable: units(100_000) },
      },
      (input) => rebalancedAgo(input, 60),
    );
    expect(decision.reason).equal("risk-exit");
    expect(decision.moves.map((move) => [move.marketId, move.change])).deep.equal([[LENDING, -((units(100_000) * 9999n) / 10_000n)]]);
    expect(decision.explanation).match(/^Leaving 1:aave-v3:usdc \(frozen\) without waiting for a margin, 99,990.00 USDC out of /);
    expect(decision.outcome?.netBenefitUsd).below(0);
    expect(decision.markets[0]?.skipped?.reason).equal("urgent-first");
  });

  it("does not spend more gas on a rescue than it rescues", () => {
    const lendingFacts = { healthy: false, healthReason: "paused", withdrawable: units(5) };
    const decision = decided({ savings: 500_000, lending: 400_000, lendingFacts });
    expect(decision.action).equal("hold");
    expect(decision.markets[1]?.skipped?.reason).equal("gas-exceeds-gain");
  });

  it("works without any data about markets", () => {
    const blind = (input: DecisionInput): DecisionInput => ({ ...input, observations: [], forecasts: [] });
    const decision = decided({ lending: 400_000, lendingFacts: { healthy: false, healthReason: "paused" } }, blind);
    expect(decision.reason).equal("risk-exit");
    expect(decision.markets[1]?.target).equal(0n);
  });

  it("refills idle from where that costs least", () => {
    const decision = decided({ savings: 495_000, lending: 495_000, idle: 10_000, input: { limits: { idleFloorBps: 200 } } });
    expect(decision.reason).equal("idle-floor");
    expect(decision.moves.map((move) => move.marketId)).deep.equal([SAVINGS]);
    // The floor of 20,000 USDC with one basis point of slack.
    expect(decision.moves[0]?.change).equal(-(units(20_002) - units(10_000)));
    expect(decision.explanation).match(
      /^Idle has sunk to 10,000.00 USDC, below its floor of 20,000.00 USDC \(2 % of all assets\), so it is/,
    );
  });

  it("does not refill for the interest that lets the floor drift upwards", () => {
    const decision = decided({ lending: 980_100, idle: 19_900, input: { limits: { idleFloorBps: 200 } } });
    expect(decision.action).equal("hold");
  });

  it("cuts back a position that has outgrown a lowered cap, however well it pays", () => {
    const decision = decided({ savings: 100_000, lending: 900_000, lendingFacts: { relativeCapBps: 5000 } });
    expect(decision.reason).equal("over-cap");
    expect(decision.markets[1]?.target).equal((units(500_000) * 9999n) / 10_000n);
    const tolerated = decided({ savings: 497_000, lending: 503_000, lendingFacts: { relativeCapBps: 5000 } });
    expect(tolerated.action).equal("hold");
  });

  it("cuts back what has together outgrown the cap of a risk, where that costs least", () => {
    const risk = { name: "protocol:both", absoluteCap: units(10_000_000), relativeCapBps: 5000 };
    const risky = (input: DecisionInput): DecisionInput => ({
      ...input,
      vault: { ...input.vault, risks: [risk], positions: input.vault.positions.map((one) => ({ ...one, risks: [risk.name] })) },
    });
    const decision = decided({ savings: 300_000, lending: 300_000, idle: 400_000 }, risky);
    expect(decision.reason).equal("over-cap");
    expect(decision.explanation).match(/^What depends on protocol:both has outgrown its cap and is cut back, /);
    // Out of the one that pays less, to the cap with one basis point of slack.
    expect(decision.markets.map((market) => market.target)).deep.equal([units(199_950), units(300_000)]);
    expect(decided({ savings: 250_000, lending: 252_000, idle: 498_000 }, risky).reason).not.equal("over-cap");
  });
});
