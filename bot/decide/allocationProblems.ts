import { type Apr, toFloat } from "../core/units.ts";
import { bentBy, type Offer, offer, respond } from "./optimise/choice.ts";
import { type Allocation, type AllocationProblem, type MarketProblem, moneyAprOf, optimise } from "./optimise/optimise.ts";
import { marginalPrice } from "./optimise/variancePrice.ts";
import type { MarketSituation, Situation } from "./situation.ts";

const ONE_BPS = 1e-4;

/** The situation as the optimiser sees it, with every cost of moving; `margin` charges the policy's hysteresis as if it were a cost. */
export function costedProblem(situation: Situation, margin: "with-margin" | "without-margin"): AllocationProblem {
  const { policy } = situation.input;
  const charged = margin === "with-margin" ? 1 : 0;
  return {
    ...freeProblem(situation),
    baseCostUsd: situation.gas.baseUsd + charged * policy.marginUsd,
    minimumMove: minimumMove(situation),
    mayHold: true,
    markets: situation.markets.map((market) => ({
      ...freeMarket(market),
      enterFraction: market.costs.enterFraction + charged * (policy.marginBps * ONE_BPS + market.doubt.enterFraction),
      exitFraction: market.costs.exitFraction + charged * market.doubt.exitFraction,
      allocateCostUsd: market.costs.gas.allocate * situation.gas.usdPerGas,
      deallocateCostUsd: market.costs.gas.deallocate * situation.gas.usdPerGas,
    })),
  };
}

/** Where the money would earn most, risk taken off, if moving were free: what every cost and wait is measured against. */
export function idealAllocation(situation: Situation): Allocation {
  return optimise(freeProblem(situation)) ?? { targets: situation.current, moneyApr: 0, proven: true, nodes: 0 };
}

/** What money earns there, risk taken off: the ideal allocation's `moneyApr` without finding the allocation. */
export function idealMoneyApr(situation: Situation): Apr {
  return moneyAprOf(freeProblem(situation));
}

/** The position each market would be given alone, the others as in `ideal`, at its price of money if neither caps nor the market set a limit. */
export function unlimitedTargets(situation: Situation, ideal: Allocation): readonly bigint[] {
  const { markets, variancePrice } = situation;
  if (variancePrice === null) return markets.map((market) => unlimitedTarget(situation, market, ideal.moneyApr, NO_VARIANCE));
  const positions = ideal.targets.map((target) => toFloat(target, situation.input.vault.asset.decimals));
  const taken = marginalPrice(variancePrice, positions);
  return markets.map((market, i) => {
    const own = variancePrice[i]?.[i] ?? 0;
    return unlimitedTarget(situation, market, ideal.moneyApr, { own, others: (taken[i] ?? 0) - own * (positions[i] ?? 0) });
  });
}

/** What variance takes off a market's marginal value: for each token of its own, and for what others hold. */
interface MarketVariance {
  readonly own: number;
  readonly others: number;
}

const NO_VARIANCE: MarketVariance = { own: 0, others: 0 };

function unlimitedTarget(situation: Situation, market: MarketSituation, moneyApr: Apr, variance: MarketVariance): bigint {
  const { decimals } = situation.input.vault.asset;
  const current = market.position.totalAssets;
  if (market.riskAdjustedCurve === null) return current;
  const everything = toFloat(situation.budget, decimals);
  const unlimited = offer({
    curve: market.riskAdjustedCurve,
    current: toFloat(current, decimals),
    minimum: 0,
    maximum: Math.max(everything, toFloat(current, decimals)),
    minimumMove: 0,
    horizonYears: situation.horizonYears,
    enterFraction: 0,
    exitFraction: 0,
    allocateCost: 0,
    deallocateCost: 0,
    mustMove: false,
  });
  const priced = variance === NO_VARIANCE ? unlimited : bentBy(unlimited, -variance.others, variance.own);
  const position = bestPosition(priced, moneyApr * situation.horizonYears);
  return position === unlimited.current ? current : BigInt(Math.floor(position * 10 ** decimals));
}

/** The policy's smallest move in the asset; any amount while its price is unknown. */
export function minimumMove(situation: Situation): bigint {
  const { policy, vault } = situation.input;
  if (situation.assetPriceUsd === 0) return 0n;
  return BigInt(Math.ceil((policy.minimumMoveUsd / situation.assetPriceUsd) * 10 ** vault.asset.decimals));
}

function freeProblem(situation: Situation): AllocationProblem {
  return {
    decimals: situation.input.vault.asset.decimals,
    assetPriceUsd: situation.assetPriceUsd,
    horizonYears: situation.horizonYears,
    markets: situation.markets.map(freeMarket),
    budget: situation.budget,
    sharedLimits: situation.sharedLimits,
    variancePrice: situation.variancePrice,
    baseCostUsd: 0,
    minimumMove: 0n,
    mayHold: true,
  };
}

function freeMarket(market: MarketSituation): MarketProblem {
  return {
    current: market.position.totalAssets,
    minimum: market.limits.minimum,
    maximum: market.limits.maximum,
    curve: market.riskAdjustedCurve,
    enterFraction: 0,
    exitFraction: 0,
    allocateCostUsd: 0,
    deallocateCostUsd: 0,
    mustMove: false,
  };
}

function bestPosition(one: Offer, moneyValue: number): number {
  let best = one.current;
  for (const choice of one.choices) {
    const position = respond(choice, moneyValue);
    if (one.value(position) - moneyValue * position > one.value(best) - moneyValue * best) best = position;
  }
  return best;
}
