import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../bot/core/decision.ts";
import type { GasOutlook } from "../../bot/core/gasOutlook.ts";
import { decide } from "../../bot/decide/decide.ts";
import { gasWait } from "../../bot/decide/gasTiming.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { assess } from "../../bot/decide/situation.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { STRATEGIES } from "../../bot/decide/strategies/registry.ts";
import { expectNear } from "../near.ts";
import { decisionInput, forecastOf, inputOf, NOW, observationOf, positionOf, units } from "./arbitraries.ts";

const SAVINGS = "1:sky-savings:susds";
const LENDING = "1:aave-v3:usdc";
const HOUR = 3600;
const GWEI = 10n ** 9n;
const URGENT = ["risk-exit", "idle-floor", "over-cap"];

/** Two points of APR to gain on a million, 100 USD of gas a transaction of 450,000 gas and 74 gwei; rates that deposits do not move. */
function worthMoving(gasOutlook: GasOutlook | null, policy: Partial<DecisionInput["policy"]> = {}): DecisionInput {
  const input = inputOf(
    0,
    [positionOf(SAVINGS, 1_000_000), positionOf(LENDING, 0)],
    [observationOf(SAVINGS, { kind: "flat" }, { supplyApr: 0.04 }), observationOf(LENDING, { kind: "flat" }, { supplyApr: 0.06 })],
    [forecastOf(SAVINGS, 0.04, { p10Apr: 0.03, p90Apr: 0.05 }), forecastOf(LENDING, 0.06, { p10Apr: 0.05, p90Apr: 0.08 })],
    { policy: { slackBps: 0, marginDoubt: 0, ...policy }, costs: { baseFeePerGasWei: 74n * GWEI, priorityFeePerGasWei: 0n } },
  );
  return { ...input, gasOutlook };
}

function outlook(gweiByHour: Readonly<Record<number, number>>, waitedSeconds: number | null = null): GasOutlook {
  return {
    expectedFees: Object.entries(gweiByHour).map(([hours, gwei]) => ({
      atSeconds: NOW + Number(hours) * HOUR,
      baseFeePerGasWei: BigInt(gwei) * GWEI,
    })),
    waitingSinceSeconds: waitedSeconds === null ? null : NOW - waitedSeconds,
  };
}

function decided(gasOutlook: GasOutlook | null, policy: Partial<DecisionInput["policy"]> = {}): Decision {
  return decide(worthMoving(gasOutlook, policy), maximiseNetYield);
}

describe("waiting for cheaper gas", () => {
  it("weighs what gas is likely to fall by against what the plan earns at the favourable end of its forecasts", () => {
    const input = worthMoving(outlook({ 1: 70, 2: 44 }));
    const wait = gasWait(assess(input), [0n, units(1_000_000)]);
    // 450,000 gas × 30 gwei × 3000 USD/ETH; a million earns 8 − 3 instead of 6 − 4 points at best.
    expectNear(wait?.savedUsd ?? 0, 450_000 * 30e-9 * 3000, 1e-9);
    expectNear(wait?.forgoneUsd ?? 0, (1_000_000 * (0.08 - 0.03) * 2) / 8760, 1e-6);
    expect(wait).deep.include({ untilSeconds: NOW + 2 * HOUR, deadlineSeconds: NOW + 6 * HOUR, baseFeePerGasWei: 44n * GWEI });
  });

  it("does not count what idle money earns after the horizon as lost by an hour's wait", () => {
    const input = worthMoving(outlook({ 2: 44 }));
    const { positions } = input.vault;
    const idle = {
      ...input,
      vault: { ...input.vault, idle: units(1_000_000), positions: positions.map((one) => ({ ...one, totalAssets: 0n, withdrawable: 0n })) },
    };
    const forgoneUsd = (idlePaybackSeconds: number | null): number => {
      const policy = { ...idle.policy, idlePaybackSeconds };
      return gasWait(assess({ ...idle, policy }), [0n, units(1_000_000)])?.forgoneUsd ?? Number.NaN;
    };
    // A million that earned nothing earns 8 points at best.
    expectNear(forgoneUsd(null), (1_000_000 * 0.08 * 2) / 8760, 1e-6);
    expectNear(forgoneUsd(30 * 24 * HOUR), (1_000_000 * 0.08 * 2) / 8760, 1e-6);
  });

  it("says what it saves, what it forgoes and until when", () => {
    const decision = decided(outlook({ 2: 44 }, HOUR));
    expect(decision).deep.include({ action: "hold", reason: "waiting-for-gas", moves: [] });
    expect(decision.explanation).match(
      /^Waiting for cheaper gas, 5 hours at most: in 2 hours the base fee is expected to be 44 gwei instead of 74 gwei, which saves 40\.50 USD and forgoes 11\.42 USD of yield if forecasts turn out well; the best plan now would be moving 1,000,000\.00 USDC out of /,
    );
    expect(decision.outcome?.netBenefitUsd).at.least(decision.outcome?.requiredUsd ?? Number.POSITIVE_INFINITY);
    expect(decision.markets.map((market) => market.skipped?.reason)).deep.equal(["waiting-for-gas", "waiting-for-gas"]);
    expect(decision.markets.map((market) => market.skipped?.change)).deep.equal([-units(1_000_000), units(1_000_000) - 2n]);
  });

  it("moves at once when the saving does not pay for the wait, or the fee is not to fall", () => {
    // An hour forgoes 5.71 USD; 450,000 gas and 3000 USD/ETH make 1.35 USD a gwei.
    expect(decided(outlook({ 1: 70 })).reason).equal("net-benefit");
    expect(decided(outlook({ 1: 69 })).reason).equal("waiting-for-gas");
    expect(decided(outlook({ 1: 74, 2: 90 })).reason).equal("net-benefit");
  });

  it("moves when the fee has fallen to what was waited for", () => {
    const input = worthMoving(outlook({ 1: 44, 2: 44 }, HOUR));
    const fallen = { ...input, costs: { ...input.costs, baseFeePerGasWei: 44n * GWEI } };
    expect(decide(input, maximiseNetYield).reason).equal("waiting-for-gas");
    expect(decide(fallen, maximiseNetYield).reason).equal("net-benefit");
  });

  it("waits for nothing that comes after its deadline, counted from when it began to wait", () => {
    expect(decided(outlook({ 2: 10 }, 4 * HOUR)).reason).equal("waiting-for-gas");
    expect(decided(outlook({ 2: 10 }, 4 * HOUR + 1)).reason).equal("net-benefit");
    expect(decided(outlook({ 1: 10 }, 6 * HOUR)).reason).equal("net-benefit");
    expect(decided(outlook({ 7: 10 })).reason).equal("net-benefit");
    // A clock that is behind does not make the wait longer.
    expect(decided(outlook({ 7: 10 }, -HOUR)).reason).equal("net-benefit");
  });

  it("never waits if the policy says so", () => {
    expect(decided(outlook({ 1: 1 }), { gasDeadlineSeconds: 0 }).reason).equal("net-benefit");
  });

  it("is of no use to a plan that the cooldown keeps from being made", () => {
    const input = worthMoving(outlook({ 1: 1 }));
    const usage = { ...input.vault.usage, lastRebalanceSeconds: NOW - HOUR };
    expect(decide({ ...input, vault: { ...input.vault, usage } }, maximiseNetYield).reason).equal("cooldown");
  });

  const outlooks: fc.Arbitrary<GasOutlook> = fc.record({
    expectedFees: fc
      .uniqueArray(fc.integer({ min: -HOUR, max: 12 * HOUR }), { minLength: 1, maxLength: 12 })
      .chain((ahead) =>
        fc
          .array(fc.bigInt({ min: 0n, max: 100n * GWEI }), { minLength: ahead.length, maxLength: ahead.length })
          .map((fees) => ahead.sort((a, b) => a - b).map((seconds, i) => ({ atSeconds: NOW + seconds, baseFeePerGasWei: fees[i] ?? 0n }))),
      ),
    waitingSinceSeconds: fc.option(fc.integer({ min: NOW - 12 * HOUR, max: NOW + HOUR })),
  });

  it("changes no decision but a voluntary one of maximise-net-yield, and that only to wait", () => {
    let waits = 0;
    fc.assert(
      fc.property(
        decisionInput,
        fc.oneof(fc.constant(maximiseNetYield), fc.constantFrom(...STRATEGIES)),
        outlooks,
        (drawn, strategy, gasOutlook) => {
          const { gasOutlook: _, ...seen } = drawn;
          // Whoever doubts too much has no plan that could wait.
          const without = { ...seen, policy: { ...seen.policy, marginDoubt: 0, marginBps: 0 } };
          const before = decide(without, strategy);
          const after = decide({ ...without, gasOutlook }, strategy);
          if (after.reason === "waiting-for-gas") {
            waits += 1;
            expect(strategy.name).equal("maximise-net-yield");
            expect(before.reason).equal("net-benefit");
            expect(after.outcome).deep.equal(before.outcome);
            expect(after.moves).deep.equal([]);
          } else expect(after).deep.equal(before);
          if (URGENT.includes(before.reason)) expect(after.reason).equal(before.reason);
          expect(decide({ ...without, gasOutlook: null }, strategy)).deep.equal(before);
        },
      ),
      { numRuns: 1500 },
    );
    expect(waits).above(0);
  });

  it("never goes on after the deadline, whatever is expected", () => {
    fc.assert(
      fc.property(decisionInput, outlooks, fc.integer({ min: 0, max: 6 * HOUR }), (drawn, expected, more) => {
        const waitingSinceSeconds = NOW - DEFAULT_POLICY.gasDeadlineSeconds - more;
        const decision = decide({ ...drawn, gasOutlook: { ...expected, waitingSinceSeconds } }, maximiseNetYield);
        expect(decision.reason).not.equal("waiting-for-gas");
      }),
      { numRuns: 300 },
    );
  });

  it("goes on waiting if gas is expected to be cheaper still", () => {
    fc.assert(
      fc.property(outlooks, fc.bigInt({ min: 0n, max: 50n * GWEI }), (expected, less) => {
        if (decided(expected).reason !== "waiting-for-gas") return;
        const cheaper = expected.expectedFees.map((fee) => ({
          ...fee,
          baseFeePerGasWei: fee.baseFeePerGasWei > less ? fee.baseFeePerGasWei - less : 0n,
        }));
        expect(decided({ ...expected, expectedFees: cheaper }).reason).equal("waiting-for-gas");
      }),
    );
  });
});
