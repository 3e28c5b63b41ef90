import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { Shown } from "../../elements/notices.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";
import { driftText } from "./drift.ts";

/** How far off moves were, by the adapter they went through. */
export function DriftCard() {
  const { id: vaultId, chainId } = useVault();
  const drift = useAnswer(
    `drift of ${vaultId}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/drift", { params: { path: { vaultId } }, signal }),
    ["transaction"],
  );
  const columns: readonly Column<Schema<"AdapterDrift">>[] = [
    {
      name: "Market",
      cell: ({ marketId, adapter }) => (
        <>
          <MarketLink marketId={marketId} />
          <div class="soft small">
            Adapter <Explorer chainId={chainId} kind="address" value={adapter} />
          </div>
        </>
      ),
    },
    { name: "Moves", isNumber: true, cell: ({ count }) => count },
    { name: "Mean", isNumber: true, cell: ({ meanBps }) => driftText(meanBps) },
    { name: "Worst", isNumber: true, cell: ({ worstBps }) => driftText(worstBps) },
  ];
  return (
    <Card title="Drift by adapter" note="Actual against expected position, in basis points of the move; negative is worse">
      <Shown answer={drift} what="drift by adapter">
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">No move is in a block yet. Each one is compared with what the chain answered when it was planned.</p>
          ) : (
            <DataTable label="Drift by adapter, worst first" columns={columns} rows={items} rowKey={({ adapter }) => adapter} />
          )
        }
      </Shown>
    </Card>
  );
}
