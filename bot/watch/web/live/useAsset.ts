import type { Asset } from "../format/amounts.ts";
import { useVault } from "../shell/vault.ts";
import { type Answer, useAnswer } from "./useAnswer.ts";

const UNKNOWN = {
  error: {
    name: "AssetUnknown",
    message: "Nobody knows yet in which asset this vault counts",
    remedy: "It is known with the vault's first decision.",
  },
};

/** What the vault's amounts are in. A vault keeps its asset, so it is asked once. */
export function useAsset(): Answer<Asset> {
  const { id: vaultId } = useVault();
  return useAnswer(`asset of ${vaultId}`, async (client, signal) => {
    const { data, error } = await client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId } }, signal });
    if (error !== undefined) return { error };
    return data.asset === null ? { error: UNKNOWN } : { data: data.asset };
  });
}
