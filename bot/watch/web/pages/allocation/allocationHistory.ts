import type { Schema } from "../../../client/keeperClient.ts";
import { type Asset, tokensAsNumber } from "../../format/amounts.ts";

export type Allocation = Schema<"VaultAllocation">;

/** Which of its two sides a decision is shown with: where the money was, or where it should go. */
export type Side = "current" | "target";

/** Whole tokens in each market over time, and idle ones. */
export interface AllocationHistory {
  readonly timesSeconds: readonly number[];
  /** Those that ever held anything, the largest at the end first. */
  readonly markets: readonly { readonly marketId: string; readonly amounts: readonly number[] }[];
  readonly idle: readonly number[];
}

/**
 * Amounts by market. Idle is what total assets have more than all positions; never less than nothing, since positions are marked a little
 * later than shares are priced.
 */
export function allocationHistory(allocations: readonly Allocation[], side: Side, asset: Asset): AllocationHistory {
  const ids = [...new Set(allocations.flatMap(({ markets }) => markets.map(({ marketId }) => marketId)))];
  const amountsOf = (marketId: string) =>
    allocations.map(({ markets }) => {
      const market = markets.find((one) => one.marketId === marketId);
      return market === undefined ? 0 : tokensAsNumber(market[side], asset);
    });
  const markets = ids
    .map((marketId) => ({ marketId, amounts: amountsOf(marketId) }))
    .filter(({ amounts }) => amounts.some((amount) => amount > 0))
    .sort((a, b) => (b.amounts.at(-1) ?? 0) - (a.amounts.at(-1) ?? 0) || (a.marketId < b.marketId ? -1 : 1));
  const idle = allocations.map(({ totalAssets }, index) => {
    const placed = markets.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0);
    return totalAssets === null ? 0 : Math.max(0, tokensAsNumber(totalAssets, asset) - placed);
  });
  return { timesSeconds: allocations.map(({ bucketTimeSeconds }) => bucketTimeSeconds), markets, idle };
}
