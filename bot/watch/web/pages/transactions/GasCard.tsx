import { useMemo } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Shown } from "../../elements/notices.tsx";
import { usd } from "../../format/amounts.ts";
import type { Answer } from "../../live/useAnswer.ts";
import { gasByDay } from "./gasDays.ts";

const MOST_DAYS = 90;

export function GasCard({ gas }: { gas: Answer<Schema<"Gas">> }) {
  return (
    <Card title="Gas by day" note={`US dollars, by the day (UTC) it was signed, at most ${MOST_DAYS} days`}>
      <Shown answer={gas} what="gas by day">
        {({ days }) =>
          days.length === 0 ? (
            <p class="soft">Nothing was paid yet. Each day with a transaction becomes a bar.</p>
          ) : (
            <GasChart days={days} />
          )
        }
      </Shown>
    </Card>
  );
}

function GasChart({ days }: { days: Schema<"Gas">["days"] }) {
  const { timesSeconds, series } = useMemo(() => {
    const byDay = gasByDay(days, MOST_DAYS);
    return { timesSeconds: byDay.timesSeconds, series: [{ name: "Gas", values: byDay.costUsd }] };
  }, [days]);
  return (
    <TimeChart label="Gas paid by day in US dollars" timesSeconds={timesSeconds} series={series} format={usd} kind="bars" height={180} />
  );
}
