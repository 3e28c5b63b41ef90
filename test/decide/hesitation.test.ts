import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../bot/core/decision.ts";
import type { Forecast } from "../../bot/core/forecast.ts";
import type { RateModel } from "../../bot/core/market.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { STRATEGIES } from "../../bot/decide/strategies/registry.ts";
import { expectNear } from "../near.ts";
import { decisionInput, forecastOf, inputOf, observationOf, positionOf, riskOf, units } from "./arbitraries.ts";

const SAVINGS = "1:sky-savings:susds";
const LENDING = "1:aave-v3:usdc";
const FLAT: RateModel = { kind: "flat" };
const DAY_SECONDS = 86_400;
const WEEK_YEARS = 7 / 365;

/** What a market is forecast to pay: the mean and the ends of its interval. */
interface Expected {
  readonly meanApr: number;
  readonly p10Apr: number;
  readonly p90Apr: number;
}

interface Setting {
  readonly idle?: number;
  readonly savings?: number;
  readonly lending?: number;
  readonly expected: readonly [Expected, Expected];
  readonly models?: readonly [RateModel, RateModel];
  readonly policy?: Partial<DecisionInput["policy"]>;
  readonly input?: Parameters<typeof inputOf>[4];
}

/** Savings and lending, of 100 million each; moves cost no gas and no margin but what a case says. */
function twoMarkets({ idle = 0, savings = 0, lending = 0, expected, models = [FLAT, FLAT], policy, input = {} }: Setting): DecisionInput {
  const forecasts = [SAVINGS, LENDING].map((id, i): Forecast => forecastOf(id, 0, expected[i] ?? {}));
  return inputOf(
    idle,
    [positionOf(SAVINGS, savings), positionOf(LENDING, lending)],
    [SAVINGS, LENDING].map((id, i) => observationOf(id, models[i] ?? FLAT, { supplyApr: expected[i]?.meanApr ?? 0 })),
    forecasts,
    {
      costs: { baseFeePerGasWei: 0n, priorityFeePerGasWei: 0n },
      ...input,
      policy: { slackBps: 0, marginUsd: 0, marginBps: 0, ...policy },
    },
  );
}

function decided(setting: Setting): Decision {
  return decide(twoMarkets(setting), maximiseNetYield);
}

const sure = (apr: number): Expected => ({ meanApr: apr, p10Apr: apr, p90Apr: apr });

/** In hundredths of a per cent: doubles would be drawn from next to zero most of the time. */
const expectation: fc.Arbitrary<Expected> = fc
  .record({ mean: fc.integer({ min: 100, max: 1_000 }), below: fc.integer({ min: 0, max: 300 }), above: fc.integer({ min: 0, max: 500 }) })
  .map(({ mean, below, above }) => ({ meanApr: mean / 1e4, p10Apr: (mean - below) / 1e4, p90Apr: (mean + above) / 1e4 }));

describe("doubt of forecasts", () => {
  // Savings pay 4 %, at best 5; lending 6 %, at worst 5.2.
  const savings: Expected = { meanApr: 0.04, p10Apr: 0.035, p90Apr: 0.05 };
  const lending: Expected = { meanApr: 0.06, p10Apr: 0.052, p90Apr: 0.09 };

  it("asks for its part of what both forecasts are unsure of, over the horizon", () => {
    for (const marginDoubt of [0, 0.5, 1]) {
      const decision = decided({ savings: 1_000_000, expected: [savings, lending], policy: { marginDoubt } });
      expect(decision.reason).equal("net-benefit");
      expectNear(decision.outcome?.netBenefitUsd ?? 0, 1_000_000 * 0.02 * WEEK_YEARS, 1e-3);
      expectNear(decision.outcome?.requiredUsd ?? 0, 1_000_000 * marginDoubt * (0.008 + 0.01) * WEEK_YEARS, 1e-3);
    }
  });

  it("of one lets a move happen only for what holds with the worse ends of both intervals", () => {
    const actionAt = (p10Apr: number): string =>
      decided({ savings: 1_000_000, expected: [savings, { ...lending, p10Apr }], policy: { marginDoubt: 1 } }).action;
    // What is left may pay as much as 5 %.
    expect(actionAt(0.0501)).equal("rebalance");
    expect(actionAt(0.0499)).equal("hold");
  });

  it("asks of idle money only what is entered", () => {
    const decision = decided({ idle: 1_000_000, expected: [savings, lending], policy: { marginDoubt: 1 } });
    expectNear(decision.outcome?.requiredUsd ?? 0, 1_000_000 * 0.008 * WEEK_YEARS, 1e-3);
  });

  it("of zero decides as if every forecast were sure", () => {
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(...STRATEGIES), (drawn, strategy) => {
        // Pessimism decides on p10 itself, waiting for gas on what the forecasts may turn out to be, risk strategies on their width.
        const input = { ...drawn, gasOutlook: null, policy: { ...drawn.policy, marginDoubt: 0, pessimism: 0 } };
        if (strategy.usesCovariance || strategy.name === "risk-parity") return;
        const certain = input.forecasts.map((one) => ({ ...one, p10Apr: one.meanApr, p90Apr: one.meanApr }));
        const doubted = { ...input, policy: { ...input.policy, marginDoubt: 1 } };
        const plain = decide(input, strategy);
        expect(decide({ ...input, forecasts: certain }, strategy)).deep.equal(plain);
        expect(decide({ ...doubted, forecasts: certain }, strategy)).deep.equal(plain);
      }),
      { numRuns: 300 },
    );
  });

  it("never makes a voluntary move that less doubt would not make", () => {
    let held = 0;
    const doubt = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.tuple(expectation, expectation), doubt, doubt, fc.constantFrom(0, 20), (expected, one, other, gwei) => {
        const input = { costs: { baseFeePerGasWei: BigInt(gwei) * 10n ** 9n } };
        const isMade = (marginDoubt: number): boolean =>
          decided({ savings: 1_000_000, expected, policy: { marginDoubt }, input }).reason === "net-benefit";
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        if (isMade(more)) expect(isMade(less)).equal(true);
        else if (isMade(less)) held += 1;
      }),
      { numRuns: 500 },
    );
    expect(held).above(20);
  });
});

describe("the time that idle money has to pay for its way", () => {
  // 300,000 gas (base 100,000, into Aave 200,000) at 100 gwei and 3000 USD/ETH: 90 USD for 30,000 USDC at 7 %, 40.27 USD a week.
  const expected = [sure(0.04), sure(0.07)] as const;
  const costs = { baseFeePerGasWei: 100n * 10n ** 9n, priorityFeePerGasWei: 0n };
  const entering = (idlePaybackSeconds: number | null): Decision =>
    decided({ idle: 30_000, expected, policy: { idlePaybackSeconds }, input: { costs } });

  it("lets it enter for what it earns in a month where a week would not pay the gas", () => {
    const decision = entering(30 * DAY_SECONDS);
    expect(decision.reason).equal("net-benefit");
    expect(decision.moves.map(({ marketId }) => marketId)).deep.equal([LENDING]);
    // A week at 7 %, and the 23 days after at the 4 % of the one in the middle, the lower of two.
    expectNear(decision.outcome?.gainUsd ?? 0, (30_000 * (0.07 * 7 + 0.04 * 23)) / 365, 1e-6);
    expectNear(decision.outcome?.gasUsd ?? 0, 90, 1e-9);
    for (const seconds of [7 * DAY_SECONDS, DAY_SECONDS, null]) expect(entering(seconds).reason).equal("cost-exceeds-gain");
  });

  it("is told apart from what is earned within the horizon", () => {
    expect(entering(30 * DAY_SECONDS).explanation).equal(
      "Moving 30,000.00 USDC into 1:aave-v3:usdc: over 7 days this earns 40.27 USD more of expected yield and, being less idle, earns 75.62 USD " +
        "in the 23 days after for 90.00 USD of gas and 0.00 USD of conversion, 25.89 USD net, against 0.00 USD required.",
    );
    expect(entering(null).explanation).not.match(/idle/);
    const left = [riskOf(LENDING, "high")];
    const policy = { highRiskExitCover: 1e6, highPenaltyApr: 0, mediumPenaltyApr: 0 };
    expect(decided({ lending: 30_000, expected, policy, input: { risks: left } }).explanation).match(
      /over 7 days this gives up 40\.27 USD of expected yield and, being more idle, gives up 75\.62 USD in the 23 days after for /,
    );
  });

  it("is in no rate that a decision states", () => {
    const rates = (decision: Decision) =>
      decision.markets.map(({ aprAtTarget, marginalAprAtTarget }) => [aprAtTarget, marginalAprAtTarget]);
    for (const [aprAtTarget, marginalAprAtTarget] of rates(entering(30 * DAY_SECONDS))) {
      expectNear(marginalAprAtTarget ?? 0, aprAtTarget ?? Number.NaN, 1e-12);
    }
  });

  it("cancels out of what each move of a plan between markets is worth, for the money would be at work elsewhere", () => {
    // Lending pays more, but not by the gas of the move.
    for (const idlePaybackSeconds of [30 * DAY_SECONDS, null]) {
      const decision = decided({ savings: 30_000, expected, policy: { idlePaybackSeconds }, input: { costs } });
      expect(decision.reason).equal("cost-exceeds-gain");
      const gainsUsd = decision.markets.map(({ skipped }) => skipped?.cost?.gainUsd ?? Number.NaN);
      expectNear(
        gainsUsd.reduce((sum, gainUsd) => sum + gainUsd, 0),
        30_000 * 0.03 * WEEK_YEARS,
        1e-6,
      );
      for (const gainUsd of gainsUsd) expect(gainUsd).at.least(-1e-6);
    }
  });

  it("changes nothing about moves between markets", () => {
    let moved = 0;
    const models = fc.constantFrom<RateModel>(FLAT, { kind: "fee-share", sharingDeposits: 1e13 });
    const payback = fc.integer({ min: 8, max: 365 }).map((days) => days * DAY_SECONDS);
    fc.assert(
      fc.property(
        fc.tuple(expectation, expectation),
        fc.tuple(models, models),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom(0, 20, 100),
        payback,
        (expected, models, savings, gwei, idlePaybackSeconds) => {
          // Markets that pay the same may be told to stay for one reason or the other.
          fc.pre(expected[0].meanApr !== expected[1].meanApr);
          const input = { costs: { baseFeePerGasWei: BigInt(gwei) * 10n ** 9n } };
          const setting = { savings, lending: 1_000_000 - savings, expected, models, input };
          const short = decided({ ...setting, policy: { idlePaybackSeconds: null } });
          const long = decided({ ...setting, policy: { idlePaybackSeconds } });
          expect(long.reason).equal(short.reason);
          expect(long.moves.map(({ marketId }) => marketId)).deep.equal(short.moves.map(({ marketId }) => marketId));
          // An optimum between two limits is found to a hundredth of a token or so.
          long.markets.forEach(({ target }, i) => {
            expectNear(Number(target - (short.markets[i]?.target ?? 0n)), 0, 1e5);
          });
          if (long.action === "rebalance") moved += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(moved).above(30);
  });

  it("counts for a market that nobody can forecast as for the others, when one has to be left", () => {
    // Idle is short of 10,000. Savings pay 1 % and cost 1.8 % in risk; of lending nothing is known, neither good nor bad.
    const input = twoMarkets({
      savings: 500_000,
      lending: 490_000,
      idle: 10_000,
      expected: [sure(0.01), sure(0)],
      input: { limits: { idleFloorBps: 200 }, risks: [riskOf(SAVINGS, "low", { probabilities: { low: 0.1, medium: 0, high: 0.9 } })] },
    });
    const decision = decide({ ...input, forecasts: input.forecasts.slice(0, 1) }, maximiseNetYield);
    expect(decision.reason).equal("idle-floor");
    expect(decision.moves.map(({ marketId, change }) => [marketId, change])).deep.equal([[SAVINGS, -units(10_000)]]);
  });
});
