import type { Schema } from "../../client/keeperClient.ts";

export type VaultAsset = Schema<"Market">["asset"];

/**
 * The asset of a vault by the markets it was ever in; before its first decision that of its chain, where all markets have the same.
 * @returns null where it cannot be told.
 */
export function vaultAsset(
  markets: readonly Schema<"Market">[],
  chainId: number,
  allocations: readonly Schema<"VaultAllocation">[],
): VaultAsset | null {
  const used = new Set(allocations.flatMap((one) => one.markets.map(({ marketId }) => marketId)));
  const own = markets.find(({ id }) => used.has(id));
  if (own !== undefined) return own.asset;
  const [first, ...others] = markets.filter((market) => market.chainId === chainId).map(({ asset }) => asset);
  return first !== undefined && others.every(({ address }) => address === first.address) ? first : null;
}
