import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import type { Asset } from "../../format/amounts.ts";
import { ForecastsRead } from "./ForecastsRead.tsx";
import { ObservationsRead } from "./ObservationsRead.tsx";
import { RisksRead } from "./RisksRead.tsx";

type Detail = Schema<"DecisionDetail">;

/** All that the decision was made from, so that one can walk back to the blocks. */
export function WhatWasRead({ decision, read, asset }: { decision: Detail["decision"]; read: Detail["read"]; asset: Asset }) {
  const parts = [
    { name: "observations", ids: decision.observationIds, rows: read.observations },
    { name: "forecasts", ids: decision.forecastIds, rows: read.forecasts },
    { name: "risk scores", ids: decision.riskIds, rows: read.risks },
  ];
  const gone = parts.filter(({ ids, rows }) => rows.length < ids.length);
  return (
    <Card title="What was read for it" note="With the blocks it was read at">
      <div class="stack">
        {gone.length > 0 && (
          <p class="soft">
            No longer stored: {gone.map(({ name, ids, rows }) => `${ids.length - rows.length} of ${ids.length} ${name}`).join(", ")}.
          </p>
        )}
        <ObservationsRead observations={read.observations} decision={decision} asset={asset} />
        <ForecastsRead forecasts={read.forecasts} chainId={decision.chainId} />
        <RisksRead risks={read.risks} chainId={decision.chainId} />
      </div>
    </Card>
  );
}
