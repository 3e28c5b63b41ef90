import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { percent, percentChange } from "../../format/rates.ts";
import { useHref } from "../../shell/vault.ts";

/** What is expected of it at each horizon, beside what it pays now. */
export function ForecastTable({
  forecasts,
  observation,
}: {
  forecasts: readonly Schema<"Forecast">[];
  observation: Schema<"Observation">;
}) {
  const href = useHref();
  const madeAt = forecasts[0]?.madeAtSeconds;
  const now = observation.supplyApr + observation.rewardApr;
  return (
    <Card
      title="Expected"
      note={
        <>
          mean APR from now until the horizon is over
          {madeAt !== undefined && (
            <>
              , made <Time seconds={madeAt} />
            </>
          )}
        </>
      }
      right={<a href={href("/models")}>how good models are</a>}
    >
      {forecasts.length === 0 ? (
        <EmptyNotice title="No forecast">
          Every tick makes some of the markets it can tell of; of this one it made none within the last day.
        </EmptyNotice>
      ) : (
        <DataTable
          label="Forecasts"
          rows={forecasts}
          rowKey={({ horizonSeconds }) => horizonSeconds}
          columns={[
            { name: "Over", cell: ({ horizonSeconds }) => <span class="nowrap">{horizonText(horizonSeconds)}</span> },
            { name: "Median", isNumber: true, cell: ({ p50Apr }) => <strong>{percent(p50Apr)}</strong> },
            { name: "Against now", isNumber: true, cell: ({ p50Apr }) => percentChange(p50Apr - now) },
            { name: "p10 to p90", isNumber: true, cell: ({ p10Apr, p90Apr }) => `${percent(p10Apr)} to ${percent(p90Apr)}` },
            {
              name: "Model",
              cell: ({ model, modelVersion }) => <ModelName model={model} modelVersion={modelVersion} />,
            },
          ]}
        />
      )}
    </Card>
  );
}
