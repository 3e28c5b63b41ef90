import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { type Asset, tokenChange, tokens } from "../../format/amounts.ts";
import { driftText } from "./drift.ts";
import type { Execution } from "./standing.ts";

type Result = NonNullable<Execution["result"]>;

/** What was expected of the moves, beside what they came to. */
export function ResultPart({ result, nonce, asset }: { result: Result; nonce: number; asset: Asset }) {
  const columns: readonly Column<Result["moves"][number]>[] = [
    { name: "Market", cell: ({ marketId }) => <MarketLink marketId={marketId} /> },
    { name: `Planned, ${asset.symbol}`, isNumber: true, cell: ({ plannedChange }) => tokenChange(plannedChange, asset) },
    { name: "Position expected", isNumber: true, cell: ({ expectedPosition }) => tokens(expectedPosition, asset) },
    {
      name: "Position after it",
      isNumber: true,
      cell: ({ actualPosition }) => (actualPosition === null ? "not known yet" : tokens(actualPosition, asset)),
    },
    {
      name: "Drift",
      isNumber: true,
      cell: ({ expectedPosition, actualPosition, driftBps }) => (
        <>
          {driftBps === null ? "–" : driftText(driftBps)}
          {actualPosition !== null && (
            <div class="soft small">{tokenChange(String(BigInt(actualPosition) - BigInt(expectedPosition)), asset, asset.decimals)}</div>
          )}
        </>
      ),
    },
  ];
  return (
    <div class="part">
      <h3>Expected and actual</h3>
      <DataTable
        label={`What was expected of the moves of nonce ${nonce}, and what they came to`}
        columns={columns}
        rows={result.moves}
        rowKey={({ adapter }) => adapter}
      />
      <p class="soft small">
        Total assets: {tokens(result.expectedTotalAssets, asset)} {asset.symbol} expected
        {result.actualTotalAssets !== null && `, ${tokens(result.actualTotalAssets, asset)} after it`}. Gas: {units(result.expectedGasUsed)}{" "}
        expected{result.actualGasUsed !== null && `, ${units(result.actualGasUsed)} used`}.
      </p>
    </div>
  );
}

function units(gas: string): string {
  return BigInt(gas).toLocaleString("en-US");
}
