import type { RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import { toFloat } from "../core/units.ts";

/** A market's money as it was observed, amounts in units of 10^decimals. */
export interface MarketMoney {
  readonly decimals: number;
  readonly supplied: number;
  readonly borrowed: number;
  /** Debts over deposits, as the protocol defines it. */
  readonly utilization: number;
}

export function moneyIn({ totalSupply, totalBorrow, utilization }: Observation, decimals: number): MarketMoney {
  return { decimals, supplied: toFloat(totalSupply, decimals), borrowed: toFloat(totalBorrow, decimals), utilization };
}

/**
 * Deposits as the protocol itself divides debts by them: Aave's cash + debt, Comet's total supply. They follow from the observed
 * utilization, so that no protocol's definition is repeated here.
 */
function depositsBehindUtilization({ supplied, borrowed, utilization }: MarketMoney): number {
  return borrowed > 0 && utilization > 0 ? borrowed / utilization : supplied;
}

/** Deposits that share what the market pays: a pool's fees go to the liquidity in range, interest to all deposits. */
export function sharingDeposits(model: RateModel, money: MarketMoney): number {
  return model.kind === "fee-share" ? model.sharingDeposits / 10 ** money.decimals : depositsBehindUtilization(money);
}

/** Utilization right after deposits change by `change` (smallest units, negative withdraws), debts as they are. */
export function utilizationAfter(observation: Observation, change: bigint): number {
  const borrowed = toFloat(observation.totalBorrow, 0);
  if (borrowed === 0) return 0;
  const deposits = depositsBehindUtilization(moneyIn(observation, 0)) + toFloat(change, 0);
  // More than everything cannot be lent out, except where the protocol shows that it was (Comet, after reserves covered a loss).
  const most = Math.max(1, observation.utilization);
  return deposits * most <= borrowed ? most : borrowed / deposits;
}
