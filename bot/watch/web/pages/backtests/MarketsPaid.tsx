import { useState } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { usdChange } from "../../format/amounts.ts";
import { marketName } from "../../format/names.ts";

/** Where one contender's money came from. */
export function MarketsPaid({ figures }: { figures: readonly Schema<"ContenderFigures">[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = figures.find(({ contender }) => contender === chosen) ?? figures[0];
  if (shown === undefined) return null;
  const markets = [...shown.markets].sort((first, second) => second.yieldUsd + second.priceUsd - first.yieldUsd - first.priceUsd);
  return (
    <Card
      title="What markets paid"
      right={
        <label class="small">
          Contender{" "}
          <select value={shown.contender} onChange={(event) => setChosen(event.currentTarget.value)}>
            {figures.map(({ contender }) => (
              <option key={contender} value={contender}>
                {contender}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {markets.length === 0 ? (
        <p class="soft">None: its money stayed idle.</p>
      ) : (
        <DataTable
          label={`What markets paid to ${shown.contender}`}
          rows={markets}
          rowKey={({ marketId }) => marketId}
          columns={[
            { name: "Market", cell: ({ marketId }) => marketName(marketId) },
            { name: "Yield", isNumber: true, cell: ({ yieldUsd }) => usdChange(yieldUsd) },
            { name: "Price of its token", isNumber: true, cell: ({ priceUsd }) => usdChange(priceUsd) },
          ]}
        />
      )}
    </Card>
  );
}
