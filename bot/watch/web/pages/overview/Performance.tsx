import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { marketName } from "../../format/names.ts";
import { percent, percentChange } from "../../format/rates.ts";
import type { OverviewAnswer } from "./Overview.tsx";

type Window = OverviewAnswer["performance"][number];

const NAMES: Readonly<Record<Window["window"], string>> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "since-start": "Since start",
};

/** What a share really grew by, beside the vault's own markets held evenly. */
export function Performance({ performance }: { performance: OverviewAnswer["performance"] }) {
  const shown = performance.filter(({ isWhole, window }) => isWhole || window === "since-start");
  return (
    <Card title="Realised APY" note="growth of the share price a year, compounded">
      {shown.length === 0 ? (
        <EmptyNotice title="Nothing to compare yet">Two ticks that saw the vault make a beginning.</EmptyNotice>
      ) : (
        <DataTable
          label="Realised APY against benchmark"
          rows={shown}
          rowKey={({ window }) => window}
          columns={[
            { name: "Time", cell: ({ window }) => NAMES[window] },
            { name: "Vault", isNumber: true, cell: ({ netApy }) => <strong>{apy(netApy)}</strong> },
            { name: "Equal weight", isNumber: true, cell: ({ benchmark }) => apy(benchmark?.apy ?? null) },
            { name: "Difference", isNumber: true, cell: difference },
            {
              name: "Best market",
              isNumber: true,
              cell: ({ bestMarket }) =>
                bestMarket === null ? (
                  "–"
                ) : (
                  <span title={`${marketName(bestMarket.marketId)}, known only afterwards`}>{apy(bestMarket.apy)}</span>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function apy(value: number | null): string {
  return value === null ? "–" : percent(value);
}

function difference({ netApy, benchmark }: Window): string {
  return netApy === null || benchmark?.apy == null ? "–" : percentChange(netApy - benchmark.apy);
}
