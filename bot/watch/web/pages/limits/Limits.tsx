import type { Schema } from "../../../client/keeperClient.ts";
import { Explorer } from "../../elements/Explorer.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";
import { Breakers } from "./Breakers.tsx";
import { Caps } from "./Caps.tsx";
import { LimitTable } from "./LimitTable.tsx";
import { PendingChanges } from "./PendingChanges.tsx";
import { Roles } from "./Roles.tsx";
import "./limits.css";

export type Contract = Schema<"VaultContract">;

/** What the contract lets anybody do, as it stands on the chain. */
export function Limits() {
  const vault = useVault();
  const answer = useAnswer(
    `contract ${vault.id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/contract", { params: { path: { vaultId: vault.id } }, signal }),
    ["tick", "transaction"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Limits and roles</h1>
        <p>What the contract holds to, whatever the keeper sends.</p>
        {answer.data !== null && (
          <p class="right small">
            block <Explorer chainId={answer.data.chainId} kind="block" value={String(answer.data.blockNumber)} />,{" "}
            <Time seconds={answer.data.blockTimeSeconds} />
          </p>
        )}
      </div>
      <Shown answer={answer} what="the contract">
        {(contract) => (
          <div class="stack">
            <Breakers contract={contract} />
            <PendingChanges contract={contract} />
            <Caps contract={contract} />
            <div class="grid">
              <LimitTable contract={contract} />
              <Roles contract={contract} />
            </div>
          </div>
        )}
      </Shown>
    </>
  );
}
