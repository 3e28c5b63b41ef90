import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { Meter } from "../../elements/Meter.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";

type Drift = Schema<"ModelDrift">;

/** Whether the world is still the one that models were trained on, and how far they may speak by their record. */
export function DriftCard({ days, horizonSeconds }: { days: number; horizonSeconds: number }) {
  const answer = useAnswer(`drift ${days}`, (client, signal) => client.GET("/v1/models/drift", { params: { query: { days } }, signal }), [
    "tick",
  ]);
  return (
    <>
      <Card title="Drift" note="features that moved away from what a model was trained on; every night looks">
        <Shown answer={answer} what="drift">
          {({ features }) =>
            features.every((one) => one.features.length === 0) ? (
              <p class="soft">No night of the last {days} days found a feature that had moved.</p>
            ) : (
              <div class="stack">
                {features.map((one) => (
                  <Features key={`${one.model} ${one.modelVersion}`} drift={one} />
                ))}
              </div>
            )
          }
        </Shown>
      </Card>
      <Card title="What models may say" note={`over ${horizonText(horizonSeconds)}, by their record in each market`}>
        <Shown answer={answer} what="records">
          {({ tracks }) => {
            const shown = tracks.filter((one) => one.horizonSeconds === horizonSeconds && one.markets.length > 0);
            return shown.length === 0 ? (
              <p class="soft">No record yet: it begins with the first outcome. Until then a model speaks with little weight.</p>
            ) : (
              <div class="stack">
                {shown.map((one) => (
                  <Track key={`${one.model} ${one.modelVersion}`} track={one} />
                ))}
              </div>
            );
          }}
        </Shown>
      </Card>
    </>
  );
}

function Features({ drift: { model, modelVersion, timeSeconds, features } }: { drift: Drift["features"][number] }) {
  if (features.length === 0) return null;
  return (
    <div class="part">
      <h3>
        <ModelName model={model} modelVersion={modelVersion} />
      </h3>
      <p class="soft small">
        last in the night of <Time seconds={timeSeconds} />
      </p>
      <DataTable
        label={`Features that moved, of ${model} ${modelVersion}`}
        rows={features}
        rowKey={({ feature }) => feature}
        columns={[
          { name: "Feature", cell: ({ feature }) => <span class="mono">{feature}</span> },
          {
            name: "Moved by, interquartile ranges",
            isNumber: true,
            cell: ({ wasserstein }) => (wasserstein === null ? "did not vary in training" : wasserstein.toFixed(2)),
          },
          { name: "Divergence, bits", isNumber: true, cell: ({ jensenShannon }) => jensenShannon.toFixed(3) },
        ]}
      />
    </div>
  );
}

function Track({ track: { model, modelVersion, updatedAtSeconds, markets } }: { track: Drift["tracks"][number] }) {
  return (
    <div class="part">
      <h3>
        <ModelName model={model} modelVersion={modelVersion} />
      </h3>
      <p class="soft small">
        last learned from an outcome <Time seconds={updatedAtSeconds} />
      </p>
      <DataTable
        label={`What ${model} ${modelVersion} may say`}
        rows={markets}
        rowKey={({ marketId }) => marketId}
        columns={[
          { name: "Market", orderBy: ({ marketId }) => marketId, cell: ({ marketId }) => <MarketLink marketId={marketId} /> },
          {
            name: "Trust",
            isNumber: true,
            orderBy: ({ trust }) => trust,
            cell: ({ marketId, trust }) => (
              <>
                <span aria-hidden="true">{percent(trust, 0)}</span>
                <Meter label={`Trust in ${marketId}`} fraction={trust} />
              </>
            ),
          },
          { name: "Outcomes", isNumber: true, orderBy: ({ samples }) => samples, cell: ({ samples }) => samples.toFixed(1) },
          {
            name: "Intervals stretched, down and up",
            isNumber: true,
            cell: ({ lowerStretch, upperStretch }) => `× ${lowerStretch.toFixed(2)}, × ${upperStretch.toFixed(2)}`,
          },
        ]}
      />
    </div>
  );
}
