import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { type Asset, tokenChange } from "../../format/amounts.ts";

/** In the order in which they are made. */
export function DecisionMoves({ moves, chainId, asset }: { moves: Schema<"Decision">["moves"]; chainId: number; asset: Asset }) {
  return (
    <Card title="Moves" note="Withdrawals first">
      <DataTable
        label="Moves of the decision"
        rows={moves}
        rowKey={({ adapter }) => adapter}
        columns={[
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
          { name: `Change, ${asset.symbol}`, isNumber: true, cell: ({ change }) => tokenChange(change, asset) },
        ]}
      />
    </Card>
  );
}
