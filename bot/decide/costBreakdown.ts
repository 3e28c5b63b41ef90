import type { CostBreakdown } from "../core/decision.ts";
import type { Apr } from "../core/units.ts";
import { toFloat } from "../core/units.ts";
import { priceOf, type VariancePrice } from "./optimise/variancePrice.ts";
import type { MarketSituation, Situation } from "./situation.ts";
import { constantCurve, earningsAt } from "./yieldCurve.ts";

const ONE_BPS = 1e-4;

/** What bringing the vault's positions to `targets` is worth over the horizon, and what it costs. */
export function planCost(situation: Situation, targets: readonly bigint[]): CostBreakdown {
  const legs = situation.markets.map((market, i) => legCost(situation, market, targets[i] ?? market.position.totalAssets));
  const whole = sum(legs);
  const { variancePrice } = situation;
  return breakdown(
    situation,
    variancePrice === null ? whole : { ...whole, riskUsd: whole.riskUsd + varianceUsd(situation, variancePrice, targets) },
  );
}

/**
 * What one market's move alone is worth, the money it takes or frees being worth `moneyApr` a year elsewhere, risk taken off there, too. Attributed so, the moves of
 * a plan add up to the plan, but for what variance costs: it is that of this move alone.
 */
export function moveCost(situation: Situation, market: MarketSituation, target: bigint, moneyApr: Apr): CostBreakdown {
  const leg = legCost(situation, market, target);
  const change = toFloat(target - market.position.totalAssets, situation.input.vault.asset.decimals);
  const elsewhereUsd = change * moneyApr * situation.horizonYears * situation.assetPriceUsd;
  const { variancePrice } = situation;
  const alone = situation.markets.map((one) => (one === market ? target : one.position.totalAssets));
  const riskUsd = variancePrice === null ? leg.riskUsd : leg.riskUsd + varianceUsd(situation, variancePrice, alone);
  return breakdown(situation, { ...leg, riskUsd, gainUsd: leg.gainUsd - elsewhereUsd });
}

/**
 * The part of a gain that comes after the horizon: what `invested` more at work and less idle earns from there to the payback of idle money.
 * Moves from market to market have none.
 */
export function laterUsd({ input, laterApr, horizonYears, assetPriceUsd }: Situation, invested: bigint): number {
  return laterApr * toFloat(invested, input.vault.asset.decimals) * horizonYears * assetPriceUsd;
}

/** What a change of variance is worth: positive for less. */
function varianceUsd(situation: Situation, variancePrice: VariancePrice, targets: readonly bigint[]): number {
  const { decimals } = situation.input.vault.asset;
  const priceAt = (amounts: readonly bigint[]) =>
    priceOf(
      variancePrice,
      amounts.map((amount) => toFloat(amount, decimals)),
    );
  return (priceAt(situation.current) - priceAt(targets)) * situation.assetPriceUsd;
}

interface Leg {
  readonly moves: number;
  readonly gainUsd: number;
  readonly riskUsd: number;
  readonly gasUnits: number;
  readonly conversionUsd: number;
  readonly allocatedUsd: number;
  readonly doubtUsd: number;
}

function legCost(situation: Situation, market: MarketSituation, target: bigint): Leg {
  const current = market.position.totalAssets;
  if (target === current) return { moves: 0, gainUsd: 0, riskUsd: 0, gasUnits: 0, conversionUsd: 0, allocatedUsd: 0, doubtUsd: 0 };
  const { decimals } = situation.input.vault.asset;
  const curve = market.curve ?? constantCurve(0);
  const price = situation.assetPriceUsd;
  const { penaltyApr } = market.risk;
  const gainAssets = earningsAt(curve, toFloat(target, decimals)) - earningsAt(curve, toFloat(current, decimals));
  const riskAssets = penaltyApr * toFloat(current, decimals) - penaltyApr * toFloat(target, decimals);
  const movedUsd = toFloat(target > current ? target - current : current - target, decimals) * price;
  const allocates = target > current;
  return {
    moves: 1,
    gainUsd: gainAssets * situation.horizonYears * price + laterUsd(situation, target - current),
    riskUsd: riskAssets * situation.horizonYears * price,
    gasUnits: allocates ? market.costs.gas.allocate : market.costs.gas.deallocate,
    conversionUsd: movedUsd * (allocates ? market.costs.enterFraction : market.costs.exitFraction),
    allocatedUsd: allocates ? movedUsd : 0,
    doubtUsd: movedUsd * (allocates ? market.doubt.enterFraction : market.doubt.exitFraction),
  };
}

function breakdown(situation: Situation, leg: Leg): CostBreakdown {
  const { policy, costs } = situation.input;
  const gasUnits = leg.moves > 0 ? costs.gas.base + leg.gasUnits : 0;
  const gasUsd = gasUnits * situation.gas.usdPerGas;
  return {
    horizonSeconds: policy.horizonSeconds,
    gainUsd: leg.gainUsd,
    riskUsd: leg.riskUsd,
    gasUnits,
    gasUsd,
    exitCostUsd: leg.conversionUsd,
    netBenefitUsd: leg.gainUsd + leg.riskUsd - gasUsd - leg.conversionUsd,
    requiredUsd: policy.marginUsd + policy.marginBps * ONE_BPS * leg.allocatedUsd + leg.doubtUsd,
  };
}

function sum(legs: readonly Leg[]): Leg {
  return {
    moves: legs.reduce((total, leg) => total + leg.moves, 0),
    gainUsd: legs.reduce((total, leg) => total + leg.gainUsd, 0),
    riskUsd: legs.reduce((total, leg) => total + leg.riskUsd, 0),
    gasUnits: legs.reduce((total, leg) => total + leg.gasUnits, 0),
    conversionUsd: legs.reduce((total, leg) => total + leg.conversionUsd, 0),
    allocatedUsd: legs.reduce((total, leg) => total + leg.allocatedUsd, 0),
    doubtUsd: legs.reduce((total, leg) => total + leg.doubtUsd, 0),
  };
}
