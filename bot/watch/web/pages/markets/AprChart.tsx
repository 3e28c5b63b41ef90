import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { looksAheadSeconds, type Span } from "../../charts/spans.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { percent } from "../../format/rates.ts";
import { aprHistory } from "./aprHistory.ts";
import type { MarketPoint } from "./marketPoints.ts";

/** What it paid, and what is expected of it, in one picture. */
export function AprChart({
  points,
  isWhole,
  forecasts,
  span,
  choice,
}: {
  points: readonly MarketPoint[];
  isWhole: boolean;
  forecasts: readonly Schema<"Forecast">[];
  span: Span;
  choice: ComponentChildren;
}) {
  const { timesSeconds, series, restIndex } = useMemo(
    () => aprHistory(points, forecasts, looksAheadSeconds(span)),
    [points, forecasts, span],
  );
  return (
    <Card
      title="APR"
      note={isWhole ? "the shaded fan is what is expected: p10 to p90 of the mean until then" : "only the first of many"}
      right={choice}
    >
      <TimeChart
        label="APR over time, with what is expected after the last observation"
        timesSeconds={timesSeconds}
        series={series}
        format={percent}
        height={300}
        restIndex={restIndex ?? undefined}
      />
    </Card>
  );
}
