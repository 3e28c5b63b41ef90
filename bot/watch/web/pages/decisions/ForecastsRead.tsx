import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { percent } from "../../format/rates.ts";
import { ReadAt } from "./ReadAt.tsx";

type Forecast = Schema<"Forecast">;

export function ForecastsRead({ forecasts, chainId }: { forecasts: readonly Forecast[]; chainId: number }) {
  const columns: readonly Column<Forecast>[] = [
    { name: "Market", cell: ({ marketId }) => <MarketLink marketId={marketId} /> },
    { name: "Made at", cell: ({ blockNumber, madeAtSeconds }) => <ReadAt chainId={chainId} block={blockNumber} seconds={madeAtSeconds} /> },
    { name: "Looks ahead", isNumber: true, cell: ({ horizonSeconds }) => horizonText(horizonSeconds) },
    { name: "Mean APR", isNumber: true, cell: ({ meanApr }) => percent(meanApr) },
    { name: "p10 to p90", isNumber: true, cell: ({ p10Apr, p90Apr }) => `${percent(p10Apr)} to ${percent(p90Apr)}` },
    { name: "Median", isNumber: true, cell: ({ p50Apr }) => percent(p50Apr) },
    {
      name: "Model",
      cell: ({ model, modelVersion }) => (
        <>
          {model} <span class="soft">{modelVersion}</span>
        </>
      ),
    },
  ];
  if (forecasts.length === 0) return null;
  return (
    <div class="part">
      <h3>Forecasts</h3>
      <DataTable
        label="Forecasts that were read"
        columns={columns}
        rows={forecasts}
        rowKey={({ marketId, horizonSeconds }) => `${marketId} ${horizonSeconds}`}
      />
    </div>
  );
}
