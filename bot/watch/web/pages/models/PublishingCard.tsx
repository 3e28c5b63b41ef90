import { horizonText } from "../../../format.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import type { Publishing } from "./publishing.ts";

/** Whose forecasts decisions are made by. */
export function PublishingCard({ published }: { published: readonly Publishing[] }) {
  return (
    <Card title="Who forecasts" note="by the newest forecasts of all markets">
      {published.length === 0 ? (
        <EmptyNotice title="No forecast yet">Every tick makes some of each market: the first shows who makes them.</EmptyNotice>
      ) : (
        <DataTable
          label="Models by horizon"
          rows={published}
          rowKey={({ horizonSeconds }) => horizonSeconds}
          columns={[
            { name: "Over", cell: ({ horizonSeconds }) => <span class="nowrap">{horizonText(horizonSeconds)}</span> },
            {
              name: "Model",
              cell: ({ model, modelVersion }) => <ModelName model={model} modelVersion={modelVersion} />,
            },
            { name: "Markets", isNumber: true, cell: ({ marketIds }) => marketIds.length },
            { name: "Where another speaks", cell: Others },
            {
              name: "Last made",
              cell: ({ madeAtSeconds }) => (
                <span class="nowrap">
                  <Time seconds={madeAtSeconds} />
                </span>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function Others({ others }: Publishing) {
  if (others.length === 0) return <span class="soft">nowhere</span>;
  return (
    <ul class="sentences small">
      {others.map(({ marketId, model, modelVersion }) => (
        <li key={marketId}>
          <MarketLink marketId={marketId} />: <ModelName model={model} modelVersion={modelVersion} />
        </li>
      ))}
    </ul>
  );
}
