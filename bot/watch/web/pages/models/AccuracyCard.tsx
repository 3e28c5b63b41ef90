import { useMemo } from "preact/hooks";
import { horizonText } from "../../../format.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { accuracyDays } from "./accuracyDays.ts";

/** Errors day by day, a model's beside persistence's. */
export function AccuracyCard({ days, horizonSeconds }: { days: number; horizonSeconds: number }) {
  const answer = useAnswer(
    `accuracy ${days} ${horizonSeconds}`,
    (client, signal) => client.GET("/v1/models/accuracy", { params: { query: { days, horizonSeconds } }, signal }),
    ["tick"],
  );
  const items = answer.data?.items;
  const { timesSeconds, models, persistence } = useMemo(() => accuracyDays(items ?? []), [items]);
  const series = useMemo(
    () => [
      ...models.map(({ name, mae }) => ({ name, values: mae })),
      { name: "Persistence", values: persistence, colour: "--text-soft", dashed: true },
    ],
    [models, persistence],
  );
  return (
    <Card
      title="Mean error by day"
      note={`forecasts over ${horizonText(horizonSeconds)}, by the day (UTC) they were made; lower is better`}
    >
      <Shown answer={answer} what="errors by day">
        {() =>
          timesSeconds.length < 2 ? (
            <EmptyNotice title={timesSeconds.length === 0 ? "No outcome is known yet" : "One day is no history"}>
              A day stands here when forecasts made in it have come true.
            </EmptyNotice>
          ) : (
            <TimeChart
              label={`Mean absolute error by day over ${horizonText(horizonSeconds)}, of models and of persistence`}
              timesSeconds={timesSeconds}
              series={series}
              format={finePercent}
              fromZero
            />
          )
        }
      </Shown>
    </Card>
  );
}

function finePercent(fraction: number): string {
  return percent(fraction, 3);
}
