import { type MarketId, protocolOf } from "../core/market.ts";
import { toFloat } from "../core/units.ts";
import type { CostInput, MoveGas } from "./input.ts";

const WEI_DECIMALS = 18;
const ONE_BPS = 1e-4;

export interface GasPrice {
  readonly usdPerGas: number;
  readonly baseUsd: number;
}

/** What one leg in one market costs: gas by direction, and the fraction of the moved amount lost in conversion. */
export interface LegCosts {
  readonly gas: MoveGas;
  readonly enterFraction: number;
  readonly exitFraction: number;
}

export function gasPrice(costs: CostInput): GasPrice {
  const usdPerGas = toFloat(costs.baseFeePerGasWei + costs.priorityFeePerGasWei, WEI_DECIMALS) * costs.ethPriceUsd;
  return { usdPerGas, baseUsd: usdPerGas * costs.gas.base };
}

export function legCosts(costs: CostInput, marketId: MarketId): LegCosts {
  const conversion = costs.conversion[marketId];
  return {
    gas: costs.gas.perMove[protocolOf(marketId)] ?? costs.gas.otherMove,
    enterFraction: (conversion?.enterBps ?? 0) * ONE_BPS,
    exitFraction: (conversion?.exitBps ?? 0) * ONE_BPS,
  };
}

/** The most a rebalance can lose to conversion: the dearest way out and the dearest way in, for all assets. */
export function worstConversionBps(costs: Pick<CostInput, "conversion">): number {
  let enterBps = 0;
  let exitBps = 0;
  for (const one of Object.values(costs.conversion)) {
    enterBps = Math.max(enterBps, one.enterBps);
    exitBps = Math.max(exitBps, one.exitBps);
  }
  return enterBps + exitBps;
}
