import type { RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import { toFloat } from "../core/units.ts";

/**
 * Deposits as the protocol itself divides debts by them, in units of 10^decimals: Aave's cash + debt, Comet's total supply. They follow
 * from the observed utilization, so that no protocol's definition is repeated here.
 */
export function depositsBehindUtilization(observation: Observation, decimals: number): number {
  const borrowed = toFloat(observation.totalBorrow, decimals);
  return borrowed > 0 && observation.utilization > 0 ? borrowed / observation.utilization : toFloat(observation.totalSupply, decimals);
}

/** Deposits that share what the market pays, in units of 10^decimals: a pool's fees go to the liquidity in range, interest to all deposits. */
export function sharingDeposits(model: RateModel, observation: Observation, decimals: number): number {
  return model.kind === "fee-share" ? model.sharingDeposits / 10 ** decimals : depositsBehindUtilization(observation, decimals);
}

/** Utilization right after deposits change by `change` (smallest units, negative withdraws), debts as they are. */
export function utilizationAfter(observation: Observation, change: bigint): number {
  const borrowed = toFloat(observation.totalBorrow, 0);
  if (borrowed === 0) return 0;
  const deposits = depositsBehindUtilization(observation, 0) + toFloat(change, 0);
  // More than everything cannot be lent out, except where the protocol shows that it was (Comet, after reserves covered a loss).
  const most = Math.max(1, observation.utilization);
  return deposits * most <= borrowed ? most : borrowed / deposits;
}
