import type { Schema } from "../../../client/keeperClient.ts";
import { marketName } from "../../../format.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { tokenChange } from "../../format/amounts.ts";
import type { VaultAsset } from "../../live/vaultAsset.ts";
import { useHref } from "../../shell/vault.ts";

/** In the order in which they are made. */
export function DecisionMoves({ moves, chainId, asset }: { moves: Schema<"Decision">["moves"]; chainId: number; asset: VaultAsset }) {
  const href = useHref();
  return (
    <Card title="Moves" note="Withdrawals first">
      <DataTable
        label="Moves"
        rows={moves}
        rowKey={({ adapter }) => adapter}
        columns={[
          {
            name: "Market",
            cell: ({ marketId, adapter }) => (
              <>
                <a href={href(`/markets/${encodeURIComponent(marketId)}`)}>{marketName(marketId)}</a>
                <div class="soft small">
                  Adapter <Explorer chainId={chainId} kind="address" value={adapter} />
                </div>
              </>
            ),
          },
          { name: `Change, ${asset.symbol}`, isNumber: true, cell: ({ change }) => tokenChange(change, asset) },
        ]}
      />
    </Card>
  );
}
