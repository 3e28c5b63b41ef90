import { useMemo, useState } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { DAY_SECONDS } from "../../charts/spans.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { nearestForecast } from "./marketRows.ts";
import { trialHistory, trialWords } from "./trialHistory.ts";

/** One trial in six hours: as many days as one page of answers holds. */
const PER_PAGE = 500;
const DAYS = 120;

/** What was said of it beside what it then paid. */
export function Trials({ marketId, forecasts }: { marketId: string; forecasts: readonly Schema<"Forecast">[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = forecasts.find((one) => one.horizonSeconds === chosen) ?? nearestForecast(forecasts, DAY_SECONDS);
  if (shown === null) {
    return (
      <Card title="Forecasts and what came true">
        <EmptyNotice title="Nothing was forecast yet">Forecasts stand here beside what the market then paid.</EmptyNotice>
      </Card>
    );
  }
  const horizons = [...new Set(forecasts.map(({ horizonSeconds }) => horizonSeconds))];
  return (
    <Card
      title="Forecasts and what came true"
      note={`by ${shown.model}, one in six hours, at the time it was made`}
      right={
        <Choice
          label="Horizon"
          options={horizons.map((seconds) => ({ value: String(seconds), text: horizonText(seconds) }))}
          value={String(shown.horizonSeconds)}
          onChoose={(value) => setChosen(Number(value))}
        />
      }
    >
      <TrialChart marketId={marketId} forecast={shown} />
    </Card>
  );
}

function TrialChart({ marketId, forecast: { model, horizonSeconds, madeAtSeconds } }: { marketId: string; forecast: Schema<"Forecast"> }) {
  const answer = useAnswer(
    `trials of ${marketId} ${model} ${horizonSeconds}`,
    (client, signal) => {
      const from = Math.max(0, madeAtSeconds - DAYS * DAY_SECONDS);
      return client.GET("/v1/markets/{marketId}/trials", {
        params: { path: { marketId }, query: { model, horizonSeconds, from, limit: PER_PAGE } },
        signal,
      });
    },
    ["tick"],
  );
  const items = answer.data?.items;
  const history = useMemo(() => trialHistory(items ?? []), [items]);
  const series = useMemo(
    () => [
      { name: "Said p90", values: history.p90, colour: "--series-2", bandTo: "Said p10" },
      { name: "Expected", values: history.expected, colour: "--series-2", dashed: true },
      { name: "Said p10", values: history.p10, colour: "--series-2", bandTo: "Said p90" },
      { name: "Came true", values: history.realised, colour: "--series-3" },
    ],
    [history],
  );
  return (
    <Shown answer={answer} what="past forecasts">
      {() =>
        history.timesSeconds.length === 0 ? (
          <EmptyNotice title="No forecast was put on trial yet">
            Every six hours one is kept, and held against what the market paid when its {horizonText(horizonSeconds)} are over.
          </EmptyNotice>
        ) : (
          <div class="part">
            <p>{trialWords(history)}</p>
            {history.timesSeconds.length > 1 && (
              <TimeChart
                label={`Published intervals over ${horizonText(horizonSeconds)} beside what was paid`}
                timesSeconds={history.timesSeconds}
                series={series}
                format={percent}
                restIndex={history.lastKnownIndex ?? undefined}
              />
            )}
          </div>
        )
      }
    </Shown>
  );
}
