import { Badge } from "../../elements/Badge.tsx";
import { CapMeter } from "../../elements/CapMeter.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { short, tokens, tokensAsNumber } from "../../format/amounts.ts";
import { marketName, words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { useHref } from "../../shell/vault.ts";
import type { Contract } from "./Limits.tsx";

/** How much may lie in each market and on each risk, and how much does. */
export function Caps({ contract }: { contract: Contract }) {
  const href = useHref();
  const { asset, chainId, positions, risks } = contract;
  const amount = (value: string) => tokens(value, asset, 0);
  const cap = (value: string) => short(tokensAsNumber(value, asset));
  return (
    <>
      <Card title="Markets" note={`amounts in ${asset.symbol}, in the order withdrawals are served from`}>
        <DataTable
          label="Caps of markets"
          rows={positions}
          rowKey={({ adapter }) => adapter}
          columns={[
            {
              name: "Market",
              cell: ({ marketId }) => <a href={href(`/markets/${encodeURIComponent(marketId)}`)}>{marketName(marketId)}</a>,
            },
            { name: "Adapter", cell: ({ adapter }) => <Explorer chainId={chainId} kind="address" value={adapter} /> },
            {
              name: "Health",
              cell: ({ healthy, healthReason }) =>
                healthy ? <Badge tone="good">Healthy</Badge> : <Badge tone="bad">{words(healthReason)}</Badge>,
            },
            { name: "Holds", isNumber: true, cell: ({ usedAssets }) => amount(usedAssets) },
            {
              name: "Cap",
              isNumber: true,
              cell: ({ absoluteCap, relativeCapBps }) => `${cap(absoluteCap)}, ${percent(relativeCapBps / 10_000, 0)}`,
            },
            { name: "Used", cell: (position) => <CapMeter name={position.marketId} capped={position} /> },
            { name: "Could be paid now", isNumber: true, cell: ({ withdrawable }) => amount(withdrawable) },
            {
              name: "Takes yet",
              isNumber: true,
              cell: ({ roomAssets, allocatable }) => amount(BigInt(roomAssets) < BigInt(allocatable) ? roomAssets : allocatable),
            },
          ]}
        />
      </Card>
      <Card title="Shared risks" note="several markets can hang on one of them">
        <DataTable
          label="Caps of risks"
          rows={risks}
          rowKey={({ name }) => name}
          columns={[
            { name: "Risk", cell: ({ name }) => <span class="mono">{name}</span> },
            {
              name: "Markets",
              cell: ({ name }) =>
                positions
                  .filter((position) => position.risks.includes(name))
                  .map(({ marketId }) => marketName(marketId))
                  .join(", "),
            },
            { name: "Hangs on it", isNumber: true, cell: ({ usedAssets }) => amount(usedAssets) },
            {
              name: "Cap",
              isNumber: true,
              cell: ({ absoluteCap, relativeCapBps }) => `${cap(absoluteCap)}, ${percent(relativeCapBps / 10_000, 0)}`,
            },
            { name: "Used", cell: (risk) => <CapMeter name={risk.name} capped={risk} /> },
          ]}
        />
      </Card>
    </>
  );
}
