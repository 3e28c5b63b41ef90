import { useVault } from "../shell/vault.ts";
import { type Answer, useAnswer } from "./useAnswer.ts";
import { type VaultAsset, vaultAsset } from "./vaultAsset.ts";

const UNKNOWN = {
  error: {
    name: "AssetUnknown",
    message: "Nobody knows yet in which asset this vault counts",
    remedy: "It is known with the vault's first decision.",
  },
};

/** What the vault's amounts are in. A vault keeps its asset, so it is asked once. */
export function useAsset(): Answer<VaultAsset> {
  const { id, chainId } = useVault();
  return useAnswer(`asset of ${id}`, async (client, signal) => {
    const [markets, allocations] = await Promise.all([
      client.GET("/v1/markets", { signal }),
      client.GET("/v1/vaults/{vaultId}/allocations", { params: { path: { vaultId: id }, query: { limit: 1 } }, signal }),
    ]);
    const error = markets.error ?? allocations.error;
    if (error !== undefined) return { error };
    const asset = vaultAsset(markets.data?.items ?? [], chainId, allocations.data?.items ?? []);
    return asset === null ? { error: UNKNOWN } : { data: asset };
  });
}
