import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Meter } from "../../elements/Meter.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { type Asset, tokens } from "../../format/amounts.ts";
import { marketName } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { useHref } from "../../shell/vault.ts";
import type { OverviewAnswer } from "./Overview.tsx";

/** Where the money is. */
export function AllocationNow({ overview: { allocation }, asset }: { overview: OverviewAnswer; asset: Asset }) {
  const href = useHref();
  if (allocation === null) {
    return (
      <Card title="Allocation">
        <EmptyNotice title="No decision yet">The first one shows where the money is.</EmptyNotice>
      </Card>
    );
  }
  const rows = [...allocation.markets.filter(({ amount }) => amount !== "0"), { marketId: null, ...allocation.idle }];
  const empty = allocation.markets.length - (rows.length - 1);
  return (
    <Card title="Allocation" note={<a href={href("/allocation")}>over time</a>}>
      <DataTable
        label="Allocation now"
        rows={rows}
        rowKey={({ marketId }) => marketId ?? "idle"}
        columns={[
          {
            name: "Market",
            cell: ({ marketId }) =>
              marketId === null ? "Idle" : <a href={href(`/markets/${encodeURIComponent(marketId)}`)}>{marketName(marketId)}</a>,
          },
          { name: asset.symbol, isNumber: true, cell: ({ amount }) => tokens(amount, asset) },
          { name: "Share", isNumber: true, cell: ({ share }) => percent(share, 1) },
          { name: "Of all", cell: ({ marketId, share }) => <Meter label={marketId ?? "idle"} fraction={share} /> },
        ]}
      />
      {empty > 0 && (
        <p class="soft small">
          {empty} more {empty === 1 ? "market holds" : "markets hold"} nothing.
        </p>
      )}
    </Card>
  );
}
