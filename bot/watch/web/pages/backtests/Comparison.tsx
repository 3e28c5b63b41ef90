import { useMemo, useState } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Shown } from "../../elements/notices.tsx";
import { percentChange } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { contendersOf, titlesOf } from "./comparison.ts";
import { alignCurves } from "./curves.ts";
import { FiguresTable } from "./FiguresTable.tsx";
import { COST_FIGURES, MAIN_FIGURES } from "./figures.ts";

type BacktestDetail = Schema<"BacktestDetail">;

const FIGURES = [...MAIN_FIGURES, ...COST_FIGURES];

/** The same contender in up to four backtests. */
export function Comparison({ ids }: { ids: readonly number[] }) {
  const answer = useAnswer(`backtests ${ids.join(",")}`, async (client, signal) => {
    const answers = await Promise.all(
      ids.map((backtestId) => client.GET("/v1/backtests/{backtestId}", { params: { path: { backtestId } }, signal })),
    );
    const error = answers.find((one) => one.error !== undefined)?.error;
    return error === undefined ? { data: answers.flatMap(({ data }) => data ?? []) } : { error };
  });
  return (
    <Shown answer={answer} what="the backtests">
      {(backtests) => <SideBySide backtests={backtests} />}
    </Shown>
  );
}

function SideBySide({ backtests }: { backtests: readonly BacktestDetail[] }) {
  const contenders = contendersOf(backtests);
  const [chosen, setChosen] = useState<string | null>(null);
  const contender = contenders.find((name) => name === chosen) ?? contenders[0] ?? "";
  const titles = titlesOf(backtests);
  const { timesSeconds, series } = useMemo(() => alignCurves(curvesOf(backtests, contender)), [backtests, contender]);
  return (
    <Card
      title="Compared"
      right={
        <label class="small">
          Contender{" "}
          <select value={contender} onChange={(event) => setChosen(event.currentTarget.value)}>
            {contenders.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <div class="stack">
        <TimeChart
          label={`Growth of ${contender} in ${titles.join(", ")}`}
          timesSeconds={timesSeconds}
          series={series}
          format={percentChange}
        />
        <FiguresTable
          label={`Figures of ${contender}`}
          figures={FIGURES}
          contenders={backtests.map(({ figures }) => figures.find((one) => one.contender === contender) ?? null)}
          names={titles}
        />
      </div>
    </Card>
  );
}

function curvesOf(backtests: readonly BacktestDetail[], contender: string) {
  const titles = titlesOf(backtests);
  return backtests.flatMap(({ curves }, index) =>
    curves.filter((curve) => curve.contender === contender).map((curve) => ({ ...curve, name: titles[index] ?? "" })),
  );
}
