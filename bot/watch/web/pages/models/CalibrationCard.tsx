import { horizonText } from "../../../format.ts";
import { Calibration } from "../../charts/Calibration.tsx";
import { furthestOff } from "../../charts/calibrationShape.ts";
import { Card } from "../../elements/Card.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";

/** Whether quantiles are where they should be. */
export function CalibrationCard({ days, horizonSeconds }: { days: number; horizonSeconds: number }) {
  const answer = useAnswer(
    `calibration ${days}`,
    (client, signal) => client.GET("/v1/models/calibration", { params: { query: { days } }, signal }),
    ["tick"],
  );
  return (
    <Card
      title="Calibration"
      note={`over ${horizonText(horizonSeconds)}: the share of outcomes at or below each published quantile; on the dashed line all is as said`}
    >
      <Shown answer={answer} what="calibration">
        {({ items }) => {
          const shown = items.filter((one) => one.horizonSeconds === horizonSeconds && one.levels.length > 0);
          if (shown.length === 0) {
            return (
              <EmptyNotice title="No outcome is known yet">
                Quantiles are held against what comes true when the horizon is over.
              </EmptyNotice>
            );
          }
          return (
            <div class="grid calibrations">
              {shown.map(({ model, modelVersion, levels }) => (
                <div key={`${model} ${modelVersion}`} class="part">
                  <h3>
                    <ModelName model={model} modelVersion={modelVersion} />
                  </h3>
                  <p class="soft small">
                    {Math.max(...levels.map(({ samples }) => samples)).toLocaleString("en-US")} outcomes; at most{" "}
                    {percent(furthestOff(levels), 1)} off
                  </p>
                  <Calibration label={`Calibration of ${model} ${modelVersion} over ${horizonText(horizonSeconds)}`} points={levels} />
                </div>
              ))}
            </div>
          );
        }}
      </Shown>
    </Card>
  );
}
