import { expect } from "chai";
import fc from "fast-check";
import { SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import type { YieldCovariance } from "../../bot/core/yieldCovariance.ts";
import { costedProblem, idealAllocation } from "../../bot/decide/allocationProblems.ts";
import { planCost } from "../../bot/decide/costBreakdown.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { optimise } from "../../bot/decide/optimise/optimise.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { assess, type Situation } from "../../bot/decide/situation.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { earningsAt, marginalAt } from "../../bot/decide/yieldCurve.ts";
import { expectNear } from "../near.ts";
import { decisionInput, forecastOf, inputOf, observationOf, positionOf, rateModel, units } from "./arbitraries.ts";
import { marketsOf } from "./strategies/markets.ts";

const YEARS = DEFAULT_POLICY.horizonSeconds / SECONDS_PER_YEAR;
const DAYS = DEFAULT_POLICY.horizonSeconds / 86_400;

interface MarketSeed {
  readonly model: Parameters<typeof observationOf>[1];
  readonly apr: number;
  readonly held: number;
  readonly cap: number;
  /** How much of its daily return is its own, and how much two causes that all share. */
  readonly own: number;
  readonly shared: readonly [number, number];
}

const loading = fc.double({ min: -1e-3, max: 1e-3, noNaN: true });

function marketWith(model: fc.Arbitrary<MarketSeed["model"]>): fc.Arbitrary<MarketSeed> {
  return fc.record({
    model,
    apr: fc.double({ min: 0.02, max: 0.12, noNaN: true }),
    held: fc.constantFrom(0, 0, 100_000, 400_000),
    cap: fc.constantFrom(200_000, 600_000, 2_000_000),
    own: fc.double({ min: 1e-4, max: 2e-3, noNaN: true }),
    shared: fc.tuple(loading, loading),
  });
}

/** Whose value is smooth, so that gradients find its maximum. */
const smooth = marketWith(
  fc.oneof(
    fc.constant({ kind: "flat" as const }),
    fc.record({ kind: fc.constant("fee-share" as const), sharingDeposits: fc.constantFrom(2e12, 1e13) }),
  ),
);

function covarianceOf(seeds: readonly MarketSeed[]): YieldCovariance {
  const dayVariance = seeds.map((one, i) =>
    seeds.map((other, j) => one.shared[0] * other.shared[0] + one.shared[1] * other.shared[1] + (i === j ? one.own ** 2 : 0)),
  );
  return { marketIds: seeds.map((_, i) => `1:erc4626:m${i}`), dayVariance };
}

function inputWith(seeds: readonly MarketSeed[], riskAversion: number, baseFeeGwei: number): DecisionInput {
  const ids = seeds.map((_, i) => `1:erc4626:m${i}`);
  const observations = seeds.map(({ model, apr }, i) =>
    observationOf(ids[i] ?? "", model, { supplyApr: apr, totalSupply: units(20_000_000), totalBorrow: units(16_000_000) }),
  );
  const positions = seeds.map((seed, i) => positionOf(ids[i] ?? "", seed.held, { absoluteCap: units(Math.max(seed.cap, seed.held)) }));
  const forecasts = seeds.map(({ apr }, i) => forecastOf(ids[i] ?? "", apr));
  const input = inputOf(300_000, positions, observations, forecasts, {
    policy: { marginUsd: 0, marginBps: 0, marginDoubt: 0, idlePaybackSeconds: null, minimumMoveUsd: 0, slackBps: 0, riskAversion },
  });
  const costs = { ...input.costs, baseFeePerGasWei: BigInt(baseFeeGwei) * 10n ** 9n, priorityFeePerGasWei: 0n };
  return { ...input, costs, yieldCovariance: covarianceOf(seeds) };
}

/** Q, from the definition: relative risk aversion, days, daily covariance, assets. */
function priceMatrix({ vault, policy }: DecisionInput, { dayVariance }: YieldCovariance): readonly (readonly number[])[] {
  return dayVariance.map((row) => row.map((one) => (policy.riskAversion * DAYS * one) / toFloat(vault.grossAssets, 6)));
}

function times(matrix: readonly (readonly number[])[], x: readonly number[]): readonly number[] {
  return matrix.map((row) => row.reduce((sum, one, j) => sum + one * (x[j] ?? 0), 0));
}

describe("price of variance", () => {
  it("leaves marginal yields less the price of variance equal (Karush–Kuhn–Tucker of the quadratic problem)", () => {
    let interior = 0;
    fc.assert(
      fc.property(fc.array(marketWith(rateModel), { minLength: 2, maxLength: 8 }), fc.constantFrom(5, 50), (seeds, aversion) => {
        const input = inputWith(seeds, aversion, 0);
        const situation = assess(input);
        const { targets, proven } = idealAllocation(situation);
        expect(proven).equal(true);
        const positions = targets.map((target) => toFloat(target, 6));
        const taken = times(priceMatrix(input, covarianceOf(seeds)), positions);
        let mostForMore = 0;
        let leastForLess = Number.POSITIVE_INFINITY;
        situation.markets.forEach(({ curve, limits }, i) => {
          const [target, position] = [targets[i] ?? 0n, positions[i] ?? 0];
          if (curve === null || position > curve.othersDeposits) return;
          const worthAt = (at: number): number => marginalAt(curve, at) - (taken[i] ?? 0) / YEARS;
          if (target < limits.maximum) mostForMore = Math.max(mostForMore, worthAt(position + 1));
          if (target > limits.minimum) leastForLess = Math.min(leastForLess, worthAt(position - 1));
          if (target < limits.maximum && target > limits.minimum) interior += 1;
        });
        const isSpent = situation.budget - targets.reduce((sum, target) => sum + target, 0n) < 10n;
        if (!isSpent) expect(mostForMore, "money is left that would earn").at.most(1e-6);
        expect(mostForMore, "money earns more elsewhere").at.most(leastForLess + 1e-6);
      }),
      { numRuns: 60 },
    );
    expect(interior).above(50);
  });

  it("finds the best of all sets of moves, each solved by projected gradients", () => {
    let branched = 0;
    const check = (seeds: readonly MarketSeed[], aversion: number, gwei: number): void => {
      const input = inputWith(seeds, aversion, gwei);
      const situation = assess(input);
      const found = optimise(costedProblem(situation, "with-margin"));
      expect(found?.proven).equal(true);
      const stated = planCost(situation, found?.targets ?? []).netBenefitUsd;
      expectNear(stated, bruteForce(situation, priceMatrix(input, covarianceOf(seeds))), 0.005);
      if ((found?.nodes ?? 0) > 1) branched += 1;
    };
    const aversions = fc.constantFrom(10, 100);
    const gas = fc.constantFrom(1, 30, 200);
    fc.assert(fc.property(fc.array(smooth, { minLength: 1, maxLength: 4 }), aversions, gas, check), { numRuns: 40 });
    fc.assert(fc.property(fc.array(smooth, { minLength: 6, maxLength: 6 }), aversions, gas, check), { numRuns: 2 });
    expect(branched).above(2);
  });

  it("is nothing without risk aversion, and nothing without a covariance", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        const marketIds = input.vault.positions.map(({ marketId }) => marketId);
        const yieldCovariance = { marketIds, dayVariance: marketIds.map((_, i) => marketIds.map((__, j) => (i === j ? 1 : 0.5))) };
        const plain = decide(input, maximiseNetYield);
        expect(decide({ ...input, yieldCovariance }, maximiseNetYield)).deep.equal(plain);
        const averse = { ...input, policy: { ...input.policy, riskAversion: 10 } };
        expect(decide({ ...averse, yieldCovariance: null }, maximiseNetYield)).deep.equal(plain);
      }),
      { numRuns: 100 },
    );
  });

  it("never keeps a plan from the limits of vault and markets, whatever state they are in", () => {
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(1, 30, 1_000), (input, riskAversion) => {
        const marketIds = input.vault.positions.map(({ marketId }) => marketId);
        const dayVariance = marketIds.map((_, i) => marketIds.map((__, j) => (i === j ? 1e-6 * (i + 1) : 3e-7)));
        const situation = assess({ ...input, policy: { ...input.policy, riskAversion }, yieldCovariance: { marketIds, dayVariance } });
        const found = optimise(costedProblem(situation, "with-margin"));
        const targets = found?.targets ?? situation.current;
        expect(found?.proven).equal(true);
        targets.forEach((target, i) => {
          const { limits } = situation.markets[i] ?? {};
          if (limits === undefined || target === situation.current[i]) return;
          expect(target >= limits.minimum).equal(true);
          if (target > (situation.current[i] ?? 0n)) expect(target <= limits.maximum).equal(true);
        });
        const cost = planCost(situation, targets);
        expect(cost.netBenefitUsd).at.least(-1e-6 * Number(input.vault.grossAssets) * 1e-6 - 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it("counts two markets with one collateral as one", () => {
    const cases = [{}, {}, {}];
    const yieldCovariance = {
      marketIds: [0, 1, 2].map((i) => `1:erc4626:m${i}`),
      dayVariance: [
        [1e-6, 1e-6, 0],
        [1e-6, 1e-6, 0],
        [0, 0, 1e-6],
      ],
    };
    const input = { ...marketsOf(cases, 1_000_000, { policy: { riskAversion: 20 } }), yieldCovariance };
    const decision = decide(input, maximiseNetYield);
    const [first, second, third] = decision.markets.map(({ target }) => toFloat(target, 6));
    expectNear((first ?? 0) + (second ?? 0), 500_000, 2_000);
    expectNear(third ?? 0, 500_000, 2_000);
    // ½ · 20 · 7 days · 1e-6 · (½² + ½²) of a million.
    expectNear(decision.outcome?.riskUsd ?? 0, -35, 0.1);
  });

  it("takes a market nobody knows the variance of for the most variable", () => {
    const yieldCovariance = { marketIds: ["1:erc4626:m0"], dayVariance: [[1e-6]] };
    const input = { ...marketsOf([{}, {}], 1_000_000, { policy: { riskAversion: 20 } }), yieldCovariance };
    const [first, second] = decide(input, maximiseNetYield).markets.map(({ target }) => toFloat(target, 6));
    expectNear(first ?? 0, 500_000, 2_000);
    expectNear(second ?? 0, 500_000, 2_000);
  });
});

/** The best over hold, withdraw and allocate for every market. */
function bruteForce(situation: Situation, matrix: readonly (readonly number[])[]): number {
  const { markets } = situation;
  const current = markets.map(({ position }) => toFloat(position.totalAssets, 6));
  let best = 0;
  for (let code = 1; code < 3 ** markets.length; code += 1) {
    const moves = markets.map((_, i) => Math.floor(code / 3 ** i) % 3);
    const low = markets.map(({ limits }, i) => (moves[i] === 1 ? toFloat(limits.minimum, 6) : (current[i] ?? 0)));
    const high = markets.map(({ limits }, i) =>
      moves[i] === 2 ? Math.max(current[i] ?? 0, toFloat(limits.maximum, 6)) : (current[i] ?? 0),
    );
    const budget = toFloat(situation.budget, 6);
    if (low.reduce((sum, one) => sum + one, 0) > budget) continue;
    const x = climbed(situation, matrix, low, high, budget, current);
    const gas = markets.reduce(
      (sum, { costs }, i) => sum + (moves[i] === 1 ? costs.gas.deallocate : moves[i] === 2 ? costs.gas.allocate : 0),
      0,
    );
    const gasUsd = (gas + situation.input.costs.gas.base) * situation.gas.usdPerGas;
    best = Math.max(best, worthOf(situation, matrix, x) - worthOf(situation, matrix, current) - gasUsd);
  }
  return best;
}

function worthOf({ markets }: Situation, matrix: readonly (readonly number[])[], x: readonly number[]): number {
  const earned = markets.reduce((sum, { curve }, i) => sum + (curve === null ? 0 : YEARS * earningsAt(curve, x[i] ?? 0)), 0);
  return earned - times(matrix, x).reduce((sum, one, i) => sum + (one * (x[i] ?? 0)) / 2, 0);
}

/** Gradient ascent in the metric of a diagonal above the curvature, projected on the box and the budget by bisection. */
function climbed(
  { markets }: Situation,
  matrix: readonly (readonly number[])[],
  low: readonly number[],
  high: readonly number[],
  budget: number,
  start: readonly number[],
): readonly number[] {
  const steps = matrix.map((row, i) => {
    const curve = markets[i]?.curve;
    const pool = curve == null || curve.othersDeposits === 0 ? 0 : (2 * YEARS * 0.12 * 3) / 2e6;
    return 1 / (row.reduce((sum, one) => sum + Math.abs(one), 0) + pool);
  });
  const project = (x: readonly number[]): number[] => {
    const at = (price: number) => x.map((one, i) => Math.min(high[i] ?? 0, Math.max(low[i] ?? 0, one - price * (steps[i] ?? 0))));
    const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
    if (total(at(0)) <= budget) return at(0);
    let [least, most] = [0, 1];
    for (let i = 0; i < 60; i += 1) {
      const middle = (least + most) / 2;
      if (total(at(middle)) > budget) least = middle;
      else most = middle;
    }
    return at(most);
  };
  let x = project(start);
  for (let k = 0; k < 1_500; k += 1) {
    const taken = times(matrix, x);
    const next = project(
      x.map((one, i) => {
        const curve = markets[i]?.curve;
        return one + (steps[i] ?? 0) * ((curve == null ? 0 : YEARS * marginalAt(curve, one)) - (taken[i] ?? 0));
      }),
    );
    const change = Math.max(...next.map((one, i) => Math.abs(one - (x[i] ?? 0))));
    x = next;
    if (change < 1e-4) break;
  }
  return x;
}
