import type { Schema } from "../../../client/keeperClient.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";

/** What the vault's transactions cost, and what they may. */
export function useGas(): Answer<Schema<"Gas">> {
  const { id: vaultId } = useVault();
  return useAnswer(
    `gas of ${vaultId}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/gas", { params: { path: { vaultId } }, signal }),
    ["tick", "transaction"],
  );
}
