import type { Schema } from "../../../client/keeperClient.ts";
import { type Asset, tokensAsNumber } from "../../format/amounts.ts";

/** Whole tokens of the vault in one market over time, and what part of the vault that was. */
export interface PositionHistory {
  readonly timesSeconds: readonly number[];
  readonly amounts: readonly number[];
  /** The largest amount there was; 0 where the vault was never in it. */
  readonly most: number;
}

export function positionHistory(allocations: readonly Schema<"VaultAllocation">[], marketId: string, asset: Asset): PositionHistory {
  const amounts = allocations.map(({ markets }) => tokensAsNumber(markets.find((one) => one.marketId === marketId)?.current ?? "0", asset));
  return { timesSeconds: allocations.map(({ bucketTimeSeconds }) => bucketTimeSeconds), amounts, most: Math.max(0, ...amounts) };
}
