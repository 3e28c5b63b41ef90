import { LIMIT_NAMES } from "../../../../core/vaultLimits.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { tokens } from "../../format/amounts.ts";
import type { Contract } from "./Limits.tsx";
import { LIMIT_TEXTS, limitText } from "./limitTexts.ts";

/** Every limit with its value. */
export function LimitTable({ contract: { limits, deposits, asset, fees } }: { contract: Contract }) {
  const rows = [
    ...LIMIT_NAMES.map((name) => ({ name: LIMIT_TEXTS[name], value: limitText(name, limits[name]) })),
    {
      name: "Most total assets that deposits may lead to",
      value: deposits.cap === null ? "any" : `${tokens(deposits.cap, asset, 0)} ${asset.symbol}`,
    },
    { name: "Who may deposit", value: deposits.gate === null ? "everybody" : "who the gate lets in" },
    { name: "High-water mark of the performance fee", value: fees.highWaterMark.toFixed(6) },
  ];
  return (
    <Card title="Limits" note="basis points and percent are of gross assets">
      <DataTable
        label="Limits"
        rows={rows}
        rowKey={({ name }) => name}
        columns={[
          { name: "Limit", cell: ({ name }) => name },
          { name: "Value", isNumber: true, cell: ({ value }) => value },
        ]}
      />
    </Card>
  );
}
