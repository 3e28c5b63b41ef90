import { type Apr, maxBigint, minBigint, toFloat } from "../../core/units.ts";
import { type SharedLimit, withinSharedLimits } from "../sharedLimits.ts";
import type { YieldCurve } from "../yieldCurve.ts";
import { holdAt, type Offer, offer } from "./choice.ts";
import type { Constraint } from "./clearing.ts";
import { moneyValueOf, type SearchProblem, search } from "./search.ts";
import { searchWithVariance, type VarianceSearchProblem } from "./searchWithVariance.ts";
import type { VariancePrice } from "./variancePrice.ts";

/** Amounts in smallest units of the asset, costs in USD. */
export interface AllocationProblem {
  readonly decimals: number;
  readonly assetPriceUsd: number;
  readonly horizonYears: number;
  readonly markets: readonly MarketProblem[];
  /** The most all positions together may hold. */
  readonly budget: bigint;
  readonly sharedLimits: readonly SharedLimit[];
  /** In tokens over the horizon; null where variance costs nothing. */
  readonly variancePrice: VariancePrice | null;
  readonly baseCostUsd: number;
  readonly minimumMove: bigint;
  /** Whether holding everything is an admissible answer. */
  readonly mayHold: boolean;
}

export interface MarketProblem {
  readonly current: bigint;
  readonly minimum: bigint;
  readonly maximum: bigint;
  /** What the market pays by position; a market without a curve holds. */
  readonly curve: YieldCurve | null;
  readonly enterFraction: number;
  readonly exitFraction: number;
  readonly allocateCostUsd: number;
  readonly deallocateCostUsd: number;
  readonly mustMove: boolean;
}

export interface Allocation {
  readonly targets: readonly bigint[];
  /** What one more unit of money would earn: an APR. */
  readonly moneyApr: number;
  /** Whether no better answer exists. */
  readonly proven: boolean;
  readonly nodes: number;
}

/** Up to so many markets the search runs to its proof; with more it may stop early, about one market's gas short of the best at worst. */
const EXACT_MARKETS = 8;
const EXACT_NODES = 200_000;
const BOUNDED_NODES = 60;
/** Where variance has a price, a node takes tens of clearings instead of one; more nodes found nothing better by a cent in a vault of 25 million. */
const BOUNDED_VARIANCE_NODES = 3;
/** How far marginal yields may be from equal: those prices of variance are found in steps. */
const EXACT_MARGINAL_APR = 1e-10;
const BOUNDED_MARGINAL_APR = 1e-6;
const MAXIMUM_STEPS = 2_000;
/** Seconds, which only many shared limits that bind at once could take. */
const MAXIMUM_LOOKS = 2_000_000;
/** A hundredth of a cent a year on a million. */
const RELATIVE_TOLERANCE = 1e-10;

/**
 * The allocation that earns most over the horizon after gas and conversion, within the limits: Σ value(positions) − fixed costs of the
 * touched markets − base cost − the price of variance, subject to minimum ≤ position ≤ maximum for a touched market, Σ positions ≤ budget and all shared limits.
 * Null when no admissible answer exists.
 */
export function optimise(problem: AllocationProblem): Allocation | null {
  const { variancePrice } = problem;
  const posed = searchProblem(problem);
  const result = variancePrice === null ? search(posed) : searchWithVariance(withVariance(problem, posed, variancePrice));
  if (result === null) return null;
  return {
    targets: exactTargets(problem, result.positions),
    moneyApr: result.moneyValue / problem.horizonYears,
    proven: result.proven,
    nodes: result.nodes,
  };
}

/** `Allocation.moneyApr` alone, at a small part of what the allocation takes to find. */
export function moneyAprOf(problem: AllocationProblem): Apr {
  if (problem.variancePrice !== null) return optimise(problem)?.moneyApr ?? 0;
  return moneyValueOf(searchProblem(problem)) / problem.horizonYears;
}

function withVariance(
  { markets, horizonYears }: AllocationProblem,
  posed: SearchProblem,
  variancePrice: VariancePrice,
): VarianceSearchProblem {
  const isSmall = markets.length <= EXACT_MARKETS;
  return {
    ...posed,
    variancePrice,
    marginalTolerance: (isSmall ? EXACT_MARGINAL_APR : BOUNDED_MARGINAL_APR) * horizonYears,
    maximumSteps: MAXIMUM_STEPS,
    maximumNodes: isSmall ? EXACT_NODES : BOUNDED_VARIANCE_NODES,
  };
}

function searchProblem(problem: AllocationProblem): SearchProblem {
  const { decimals, horizonYears, assetPriceUsd } = problem;
  const tokens = (usd: number): number => (assetPriceUsd > 0 ? usd / assetPriceUsd : 0);
  const offers = problem.markets.map((market): Offer => {
    const current = toFloat(market.current, decimals);
    if (market.curve === null) return { current, choices: [holdAt(current)], value: () => 0 };
    return offer({
      curve: market.curve,
      current,
      minimum: toFloat(market.minimum, decimals),
      maximum: toFloat(market.maximum, decimals),
      minimumMove: toFloat(problem.minimumMove, decimals),
      horizonYears,
      enterFraction: market.enterFraction,
      exitFraction: market.exitFraction,
      allocateCost: tokens(market.allocateCostUsd),
      deallocateCost: tokens(market.deallocateCostUsd),
      mustMove: market.mustMove,
    });
  });
  const budget = toFloat(problem.budget, decimals);
  const everyone = offers.map(() => true);
  const shared = problem.sharedLimits.map((limit): Constraint => ({ ...limit, most: toFloat(limit.most, decimals) }));
  return {
    offers,
    constraints: [{ most: budget, counts: "positions", members: everyone }, ...shared],
    baseCost: tokens(problem.baseCostUsd),
    mayHold: problem.mayHold,
    tolerance: RELATIVE_TOLERANCE * budget * horizonYears,
    maximumNodes: problem.markets.length <= EXACT_MARKETS ? EXACT_NODES : BOUNDED_NODES,
    maximumLooks: MAXIMUM_LOOKS,
  };
}

/** Floating-point positions as amounts: inside the limits of each market, the shared ones and the budget. */
function exactTargets(problem: AllocationProblem, positions: readonly number[]): readonly bigint[] {
  const targets = [
    ...withinSharedLimits(
      problem.sharedLimits,
      problem.markets.map((market) => market.current),
      problem.markets.map((market, i) => exactTarget(problem, market, positions[i] ?? 0)),
    ),
  ];
  const moved = (i: number): boolean => targets[i] !== problem.markets[i]?.current;
  if (!targets.some((_, i) => moved(i))) return targets;
  let excess = targets.reduce((sum, target) => sum + target, 0n) - problem.budget;
  problem.markets.forEach((market, i) => {
    const target = targets[i] ?? 0n;
    if (excess <= 0n || !moved(i)) return;
    const least = target > market.current ? market.current : market.minimum;
    const given = minBigint(excess, target - least);
    targets[i] = target - given;
    excess -= given;
  });
  return targets;
}

function exactTarget(problem: AllocationProblem, market: MarketProblem, position: number): bigint {
  const { decimals } = problem;
  if (position === toFloat(market.current, decimals)) return market.current;
  const nearly = (bound: bigint): boolean => Math.abs(position - toFloat(bound, decimals)) <= 1e-12 * position;
  if (nearly(market.minimum)) return market.minimum;
  if (nearly(market.maximum)) return market.maximum;
  const least = position < toFloat(market.current, decimals) ? market.minimum : market.current;
  const most = position < toFloat(market.current, decimals) ? market.current : market.maximum;
  return maxBigint(least, minBigint(most, BigInt(Math.floor(position * 10 ** decimals))));
}
