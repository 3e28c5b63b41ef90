import type { GasSpent } from "../core/outbox.ts";
import { toFloat } from "../core/units.ts";

/** What a vault's transactions may cost within 24 hours. */
export interface GasBudget {
  readonly maxUsdPerDay: number;
  readonly maxWeiPerDay: bigint;
}

export const BUDGET_SECONDS = 86_400;

/** Why another transaction that may cost `maxCostWei` would exceed the budget; null when it does not. */
export function overBudget(spent: GasSpent, maxCostWei: bigint, ethPriceUsd: number, budget: GasBudget): string | null {
  const totalWei = spent.wei + maxCostWei;
  if (totalWei > budget.maxWeiPerDay) return exceeded(ether(spent.wei), ether(maxCostWei), ether(budget.maxWeiPerDay), "ETH");
  const costUsd = toFloat(maxCostWei, 18) * ethPriceUsd;
  // Written so that a price that is not a number is over any budget.
  if (!(spent.usd + costUsd <= budget.maxUsdPerDay)) {
    return exceeded(spent.usd.toFixed(2), costUsd.toFixed(2), budget.maxUsdPerDay.toFixed(2), "USD");
  }
  return null;
}

function exceeded(spent: string, cost: string, budget: string, unit: string): string {
  return `Gas of ${spent} ${unit} was spent within 24 hours and this may cost ${cost} more; the budget is ${budget} ${unit}`;
}

function ether(wei: bigint): string {
  return toFloat(wei, 18).toFixed(4);
}
