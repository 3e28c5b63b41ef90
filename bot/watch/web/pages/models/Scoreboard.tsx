import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { accuracyVerdict, coverageVerdict, type Verdict } from "./verdicts.ts";

type Score = Schema<"LiveScore">;

const DAY_SECONDS = 86_400;

/** How good forecasts were that have come true, against taking the present rate for the future. */
export function Scoreboard({ days, untilSeconds }: { days: number; untilSeconds: number }) {
  const since = Math.max(0, Math.floor(untilSeconds / DAY_SECONDS - days) * DAY_SECONDS);
  const answer = useAnswer(
    `scoreboard ${since}`,
    (client, signal) => client.GET("/v1/models/scoreboard", { params: { query: { since } }, signal }),
    ["tick"],
  );
  return (
    <Card title="Scoreboard" note={`forecasts of the last ${days} days that have come true, over all markets`}>
      <Shown answer={answer} what="the scoreboard">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNotice title="No forecast has come true yet">
              Every six hours one a market and horizon is kept; it is scored when its horizon is over.
            </EmptyNotice>
          ) : (
            <DataTable
              label="Models against persistence"
              columns={COLUMNS}
              rows={items.toSorted((a, b) => a.horizonSeconds - b.horizonSeconds)}
              rowKey={({ model, modelVersion, horizonSeconds }) => `${model} ${modelVersion} ${horizonSeconds}`}
            />
          )
        }
      </Shown>
    </Card>
  );
}

const COLUMNS: readonly Column<Score>[] = [
  {
    name: "Model",
    orderBy: ({ model }) => model,
    cell: ({ model, modelVersion }) => <ModelName model={model} modelVersion={modelVersion} />,
  },
  { name: "Over", isNumber: true, orderBy: ({ horizonSeconds }) => horizonSeconds, cell: (score) => horizonText(score.horizonSeconds) },
  { name: "Against persistence", orderBy: ({ relativeMae }) => relativeMae, cell: (score) => <Said verdict={accuracyVerdict(score)} /> },
  {
    name: "Mean error",
    isNumber: true,
    orderBy: ({ mae }) => mae,
    cell: ({ model, mae, persistenceMae }) => (
      <>
        {percent(mae, 3)}
        {model !== "persistence" && <div class="soft small">persistence {percent(persistenceMae, 3)}</div>}
      </>
    ),
  },
  {
    name: "Ratio",
    isNumber: true,
    orderBy: ({ relativeMae }) => relativeMae,
    cell: ({ relativeMae }) => (relativeMae === null ? "–" : relativeMae.toFixed(3)),
  },
  {
    name: "Within p10 to p90",
    isNumber: true,
    orderBy: ({ coverage80 }) => coverage80,
    cell: (score) => (
      <>
        {percent(score.coverage80, 1)}
        <div>
          <Said verdict={coverageVerdict(score)} />
        </div>
      </>
    ),
  },
  { name: "Pinball loss", isNumber: true, orderBy: ({ pinball }) => pinball, cell: ({ pinball }) => percent(pinball, 4) },
  {
    name: "Outcomes",
    isNumber: true,
    orderBy: ({ samples }) => samples,
    cell: ({ samples, markets }) => (
      <>
        {samples.toLocaleString("en-US")}
        <div class="soft small">
          of {markets} {markets === 1 ? "market" : "markets"}
        </div>
      </>
    ),
  },
];

function Said({ verdict: { tone, text } }: { verdict: Verdict }) {
  return <Badge tone={tone}>{text}</Badge>;
}
