import type { Schema } from "../../../client/keeperClient.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";

/** Where the vault's money was at its last decision. */
export function useOverview(): Answer<Schema<"Overview">> {
  const { id } = useVault();
  return useAnswer(
    `overview ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId: id } }, signal }),
    ["tick"],
  );
}

/** What the contract says of its positions; fails where no node is configured, which leaves all else as it is. */
export function useContract(): Answer<Schema<"VaultContract">> {
  const { id } = useVault();
  return useAnswer(
    `contract ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/contract", { params: { path: { vaultId: id } }, signal }),
    ["tick", "transaction"],
  );
}
