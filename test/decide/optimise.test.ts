import { expect } from "chai";
import fc from "fast-check";
import { SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import { costedProblem, idealAllocation, idealMoneyApr } from "../../bot/decide/allocationProblems.ts";
import { planCost } from "../../bot/decide/costBreakdown.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { type Offer, offer } from "../../bot/decide/optimise/choice.ts";
import type { Constraint } from "../../bot/decide/optimise/clearing.ts";
import { optimise } from "../../bot/decide/optimise/optimise.ts";
import { fill, type SearchProblem, search } from "../../bot/decide/optimise/search.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { dilutedApr } from "../../bot/decide/rateModel.ts";
import { assess } from "../../bot/decide/situation.ts";
import { marginalAt } from "../../bot/decide/yieldCurve.ts";
import { expectNear } from "../near.ts";
import { decisionInput, forecastOf, inputOf, observationOf, positionOf, rateModel, riskOf, units } from "./arbitraries.ts";

const TOLERANCE = 0.8;
const YEARS = DEFAULT_POLICY.horizonSeconds / SECONDS_PER_YEAR;

interface MarketSeed {
  readonly model: Parameters<typeof observationOf>[1];
  readonly deposits: number;
  readonly utilization: number;
  readonly factor: number;
  readonly held: number;
  readonly cap: number;
  /** The odds that it turns out of class high. */
  readonly high: number;
}

/** Markets of one order of size, in which a vault of a million matters. */
const market: fc.Arbitrary<MarketSeed> = fc.record({
  model: rateModel,
  deposits: fc.constantFrom(1e6, 5e6, 2e7),
  utilization: fc.constantFrom(0.5, 0.75, 0.9, 0.95),
  factor: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
  held: fc.constantFrom(0, 0, 100_000, 400_000),
  cap: fc.constantFrom(200_000, 600_000, 2_000_000),
  high: fc.constantFrom(0, 0, 0.01, 0.05, 0.4),
});

function inputWith(seeds: readonly MarketSeed[], idleTokens: number, baseFeeGwei: number): DecisionInput {
  const ids = seeds.map((_, i) => `1:${i % 2 ? "aave-v3" : "erc4626"}:m${i}`);
  const observations = seeds.map((seed, i) =>
    observationOf(ids[i] ?? "", seed.model, {
      totalSupply: units(seed.deposits + seed.held),
      totalBorrow: units((seed.deposits + seed.held) * seed.utilization),
      utilization: seed.utilization,
    }),
  );
  const positions = seeds.map((seed, i) => positionOf(ids[i] ?? "", seed.held, { absoluteCap: units(Math.max(seed.cap, seed.held)) }));
  const forecasts = seeds.map((seed, i) => forecastOf(ids[i] ?? "", (observations[i]?.supplyApr ?? 0) * seed.factor));
  const input = inputOf(idleTokens, positions, observations, forecasts, {
    policy: { marginUsd: 0, marginBps: 0, marginDoubt: 0, minimumMoveUsd: 0, slackBps: 0 },
    risks: seeds.map(({ high }, i) => riskOf(ids[i] ?? "", "low", { probabilities: { low: 1 - high, medium: 0, high } })),
    tolerance: TOLERANCE,
  });
  return { ...input, costs: { ...input.costs, baseFeePerGasWei: BigInt(baseFeeGwei) * 10n ** 9n, priorityFeePerGasWei: 0n } };
}

/** What the odds cost a year. */
function penaltyApr(high: number): number {
  return (high * DEFAULT_POLICY.highPenaltyApr) / TOLERANCE;
}

/** What money at work is worth after the week, until a month is over: what the market in the middle pays, as an APR over the week. */
function laterApr({ forecasts }: DecisionInput): number {
  const means = forecasts.map(({ meanApr }) => meanApr).sort((a, b) => a - b);
  return (means[Math.ceil(means.length / 2) - 1] ?? 0) * (23 / 7);
}

/** What a plan is worth, computed from `dilutedApr`, the odds and the cost table alone. */
function worth(input: DecisionInput, positions: readonly number[]): number {
  let value = 0;
  let gas = 0;
  input.vault.positions.forEach((position, i) => {
    const [observation, forecast] = [input.observations[i], input.forecasts[i]];
    const target = positions[i] ?? 0;
    const current = toFloat(position.totalAssets, 6);
    if (observation === undefined || forecast === undefined || target === current) return;
    const aprAfter = dilutedApr(forecast.meanApr, observation.rateModel, observation, units(target - current));
    const penalty = penaltyApr(input.risks[i]?.probabilities?.high ?? 0);
    value += YEARS * (target * (aprAfter - penalty) - current * (forecast.meanApr - penalty) + (target - current) * laterApr(input));
    const legs = position.marketId.includes("aave-v3") ? input.costs.gas.perMove["aave-v3"] : input.costs.gas.otherMove;
    gas += target > current ? (legs?.allocate ?? 0) : (legs?.deallocate ?? 0);
  });
  const usdPerGas = toFloat(input.costs.baseFeePerGasWei, 18) * input.costs.ethPriceUsd;
  return gas > 0 ? value - (gas + input.costs.gas.base) * usdPerGas : 0;
}

describe("optimiser", () => {
  it("is at least as good as every point of a grid, and worth what it states", () => {
    let moved = 0;
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 2, maxLength: 3 }),
        fc.constantFrom(0, 300_000),
        fc.constantFrom(0, 20, 500),
        (seeds, idle, gwei) => {
          const input = inputWith(seeds, idle, gwei);
          const situation = assess(input);
          const found = optimise(costedProblem(situation, "with-margin"));
          const targets = found?.targets ?? [];
          expect(found?.proven).equal(true);
          const stated = planCost(situation, targets).netBenefitUsd;
          expectNear(
            stated,
            worth(
              input,
              targets.map((target) => toFloat(target, 6)),
            ),
            0.01,
          );
          if (stated > 0) moved += 1;
          const bestOfGrid = Math.max(...grid(seeds, toFloat(situation.budget, 6)).map((positions) => worth(input, positions)));
          expect(stated).at.least(bestOfGrid - 0.01);
        },
      ),
      { numRuns: 60 },
    );
    expect(moved).above(20);
  });

  it("finds the best of all subsets of touched markets, for up to 8 markets", () => {
    let branched = 0;
    const check = (seeds: readonly MarketSeed[], idle: number, gwei: number): void => {
      const problem = searchProblem(inputWith(seeds, idle, gwei));
      const found = search(problem);
      expect(found?.proven).equal(true);
      expectNear(found?.value ?? Number.NaN, bruteForce(problem), 1e-6);
      if ((found?.nodes ?? 0) > 1) branched += 1;
    };
    const gas = fc.constantFrom(1, 30, 100, 400);
    fc.assert(fc.property(fc.array(market, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 300_000), gas, check), { numRuns: 600 });
    fc.assert(fc.property(fc.array(market, { minLength: 8, maxLength: 8 }), fc.constantFrom(0, 300_000), gas, check), { numRuns: 4 });
    expect(branched).above(50);
  });

  it("finds the best of all subsets under shared limits, however they overlap and whichever bind", () => {
    const binding = [0, 0, 0, 0];
    let branched = 0;
    const limit = fc.record({
      members: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      counts: fc.constantFrom("positions" as const, "positions" as const, "allocations" as const),
      share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    const gas = fc.constantFrom(1, 30, 400);
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 2, maxLength: 5 }),
        fc.array(limit, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(0, 300_000),
        gas,
        (seeds, limits, idle, gwei) => {
          const problem = searchProblem(inputWith(seeds, idle, gwei));
          const shared = limits.map(({ members, counts, share }): Constraint => {
            const held = seeds.reduce((sum, seed, i) => (members[i] ? sum + seed.held : sum), 0);
            // Never below what is held: a risk past its cap is no limit but closes its members.
            return { members, counts, most: counts === "positions" ? held + share * 600_000 : share * 600_000 };
          });
          const constraints = [problem.constraints[0], ...shared] as const;
          const found = search({ ...problem, constraints });
          expect(found?.proven).equal(true);
          for (const constraint of constraints) {
            expect(takenOf(constraint, problem.offers, found?.positions ?? [])).at.most(constraint.most * (1 + 1e-9));
          }
          expectNear(found?.value ?? Number.NaN, bruteForce({ ...problem, constraints }), 1e-6);
          const isTight = (one: Constraint) => takenOf(one, problem.offers, found?.positions ?? []) > one.most * (1 - 1e-9);
          const tight = constraints.filter(isTight).length;
          binding[tight] = (binding[tight] ?? 0) + 1;
          if ((found?.nodes ?? 0) > 1) branched += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(...binding.slice(1)), String(binding)).above(0);
    expect(branched).above(10);
  });

  it("is at least as good as every point of a grid that keeps the shared limits", () => {
    let moved = 0;
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(0.3, 0.6),
        fc.constantFrom(1_500, 5_000),
        (seeds, share, turnoverBps) => {
          const input = inputWith(seeds, 300_000, 20);
          const held = seeds.reduce((sum, seed) => sum + seed.held, 0);
          const shared = seeds.slice(0, 2).reduce((sum, seed) => sum + seed.held, 0);
          const risk = { name: "risk:0", absoluteCap: units(shared + share * 500_000), relativeCapBps: 10_000 };
          const positions = input.vault.positions.map((position, i) => ({ ...position, risks: i < 2 ? [risk.name] : [] }));
          const limits = { ...input.vault.limits, rebalanceTurnoverBps: turnoverBps };
          const limited = { ...input, vault: { ...input.vault, positions, limits, risks: [risk] } };
          const situation = assess(limited);
          const found = optimise(costedProblem(situation, "with-margin"));
          expect(found?.proven).equal(true);
          const stated = planCost(situation, found?.targets ?? []).netBenefitUsd;
          if (stated > 0) moved += 1;
          const isWithin = (points: readonly number[]): boolean =>
            (points[0] ?? 0) + (points[1] ?? 0) <= toFloat(risk.absoluteCap, 6) &&
            points.reduce((sum, point, i) => sum + Math.max(0, point - (seeds[i]?.held ?? 0)), 0) <=
              ((held + 300_000) * turnoverBps) / 10_000;
          const points = grid(seeds, toFloat(situation.budget, 6)).filter(isWithin);
          expect(stated).at.least(Math.max(...points.map((point) => worth(limited, point))) - 0.01);
        },
      ),
      { numRuns: 60 },
    );
    expect(moved).above(20);
  });

  it("equalises marginal yields less the price of risk over the positions no limit holds (Karush–Kuhn–Tucker)", () => {
    let interior = 0;
    fc.assert(
      fc.property(fc.array(market, { minLength: 2, maxLength: 12 }), (seeds) => {
        const input = inputWith(seeds, 500_000, 0);
        const situation = assess(input);
        const { targets } = idealAllocation(situation);
        const total = targets.reduce((sum, target) => sum + target, 0n);
        let mostForMore = 0;
        let leastForLess = Number.POSITIVE_INFINITY;
        situation.markets.forEach(({ curve, limits }, i) => {
          const target = targets[i] ?? 0n;
          if (curve === null || toFloat(target, 6) > curve.othersDeposits) return;
          const worthAt = (position: number): number => marginalAt(curve, position) - penaltyApr(seeds[i]?.high ?? 0) + laterApr(input);
          if (target < limits.maximum) mostForMore = Math.max(mostForMore, worthAt(toFloat(target, 6) + 1));
          if (target > limits.minimum) leastForLess = Math.min(leastForLess, worthAt(toFloat(target, 6) - 1));
          if (target < limits.maximum && target > limits.minimum) interior += 1;
        });
        const isSpent = situation.budget - total < 10n;
        if (!isSpent) expect(mostForMore, "money is left that would earn").at.most(1e-6);
        expect(mostForMore, "money earns more elsewhere").at.most(leastForLess + 1e-6);
      }),
    );
    expect(interior).above(50);
  });

  it("keeps inside limits and budget to the unit", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        const situation = assess(input);
        const found = optimise(costedProblem(situation, "with-margin"));
        let total = 0n;
        found?.targets.forEach((target, i) => {
          const limits = situation.markets[i]?.limits;
          const current = situation.current[i] ?? 0n;
          total += target;
          if (limits === undefined || target === current) return;
          expect(target >= limits.minimum).equal(true);
          if (target > current) expect(target <= limits.maximum).equal(true);
        });
        const held = situation.current.reduce((sum, amount) => sum + amount, 0n);
        expect(total <= situation.budget || total <= held).equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("values money elsewhere, without the search, as the search does", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        const situation = assess(input);
        expect(idealMoneyApr(situation)).equal(idealAllocation(situation).moneyApr);
      }),
      { numRuns: 300 },
    );
  });

  it("takes the best answer so far when a large search is cut short", () => {
    const seeds = fc.sample(market, { seed: 2, numRuns: 30 });
    const problem = { ...searchProblem(inputWith(seeds, 300_000, 400)), maximumNodes: 1 };
    const cut = search(problem);
    const whole = search({ ...problem, maximumNodes: 10_000 });
    expect(cut?.proven).equal(false);
    expect(cut?.value).at.least(0);
    expect(whole?.value).at.least(cut?.value ?? Number.POSITIVE_INFINITY);
  });
});

/** 13 points a market between what it may hold at least and at most, its present position among them. */
function grid(seeds: readonly MarketSeed[], budget: number): number[][] {
  let all: number[][] = [[]];
  for (const { cap, held } of seeds) {
    const most = Math.max(cap, held);
    const points = [held, ...Array.from({ length: 13 }, (_, k) => (most * k) / 12)];
    all = all.flatMap((positions) => points.map((point) => [...positions, point]));
  }
  return all.filter((positions) => positions.reduce((sum, position) => sum + position, 0) <= budget);
}

function searchProblem(input: DecisionInput): SearchProblem {
  const situation = assess(input);
  const problem = costedProblem(situation, "with-margin");
  const offers = problem.markets.map((one): Offer => {
    if (one.curve === null) throw new Error("every market has a curve here");
    return offer({
      ...one,
      curve: one.curve,
      current: toFloat(one.current, 6),
      minimum: toFloat(one.minimum, 6),
      maximum: toFloat(one.maximum, 6),
      minimumMove: 0,
      horizonYears: YEARS,
      allocateCost: one.allocateCostUsd,
      deallocateCost: one.deallocateCostUsd,
    });
  });
  return {
    offers,
    constraints: [everything(toFloat(problem.budget, 6), offers)] as const,
    baseCost: problem.baseCostUsd,
    mayHold: true,
    tolerance: 1e-9,
    maximumNodes: 200_000,
    maximumLooks: Number.POSITIVE_INFINITY,
  };
}

/** What positions take of a constraint. */
function takenOf({ counts, members }: Constraint, offers: readonly Offer[], positions: readonly number[]): number {
  return positions.reduce((sum, position, i) => {
    const added = Math.max(0, position - (offers[i]?.current ?? 0));
    return members[i] ? sum + (counts === "positions" ? position : added) : sum;
  }, 0);
}

function everything(most: number, offers: readonly Offer[]): Constraint {
  return { most, counts: "positions", members: offers.map(() => true) };
}

/** Every combination of hold, withdraw and allocate, each filled at its best; without a bound and without cutting any off. */
function bruteForce({ offers, constraints, baseCost }: SearchProblem): number {
  let best = 0;
  const counters = offers.map(() => 0);
  for (;;) {
    const choices = offers.map((one, i) => one.choices[counters[i] ?? 0] ?? one.choices[0]).filter((choice) => choice !== undefined);
    const filling = fill(offers, choices, constraints);
    if (filling !== null) {
      const values = offers.map((one, i) => one.value(filling[i] ?? 0) - (choices[i]?.fixedCost ?? 0));
      best = Math.max(best, values.reduce((sum, value) => sum + value, 0) - baseCost);
    }
    const next = offers.findIndex((one, i) => (counters[i] ?? 0) + 1 < one.choices.length);
    if (next < 0) return best;
    counters[next] = (counters[next] ?? 0) + 1;
    counters.fill(0, 0, next);
  }
}
