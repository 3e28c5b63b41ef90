import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Pager } from "../../elements/Pager.tsx";
import { useAsset } from "../../live/useAsset.ts";
import { usePages } from "../../live/usePages.ts";
import { useVault } from "../../shell/vault.ts";
import { DriftCard } from "./DriftCard.tsx";
import { ExecutionRow } from "./ExecutionRow.tsx";
import { GasCard } from "./GasCard.tsx";
import { TransactionStats } from "./TransactionStats.tsx";
import { useGas } from "./useGas.ts";
import "./transactions.css";

const PER_PAGE = 10;

export function Transactions() {
  const { id: vaultId } = useVault();
  const asset = useAsset();
  const gas = useGas();
  const executions = usePages(
    `executions of ${vaultId}`,
    (client, cursor, signal) =>
      client.GET("/v1/vaults/{vaultId}/executions", {
        params: { path: { vaultId }, query: { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) } },
        signal,
      }),
    ["transaction", "bundle"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Transactions</h1>
        <p>How moves were executed, what that cost, and how far off they were.</p>
      </div>
      <div class="stack">
        <TransactionStats gas={gas} />
        <Shown answer={executions} what="transactions">
          {({ items }) =>
            items.length === 0 ? (
              <EmptyNotice title="No transaction yet">
                The first move that pays for itself is signed, sent and followed here: its attempts, its offers to builders, its gas, and
                what its moves came to. A keeper on a dry run signs nothing.
              </EmptyNotice>
            ) : (
              <Shown answer={asset} what="the vault's asset">
                {(token) => (
                  <div>
                    <ol class="entries">
                      {items.map((execution) => (
                        <ExecutionRow key={execution.decisionId} execution={execution} asset={token} />
                      ))}
                    </ol>
                    <Pager pages={executions} />
                  </div>
                )}
              </Shown>
            )
          }
        </Shown>
        <div class="grid">
          <GasCard gas={gas} />
          <DriftCard />
        </div>
      </div>
    </>
  );
}
