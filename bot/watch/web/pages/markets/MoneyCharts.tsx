import { useMemo } from "preact/hooks";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { shortUsd } from "../../format/amounts.ts";
import { percent } from "../../format/rates.ts";
import type { MarketPoint } from "./marketPoints.ts";

/** Deposits, loans and what can be withdrawn over time, and how much of the deposits is lent. */
export function MoneyCharts({ points }: { points: readonly MarketPoint[] }) {
  const { timesSeconds, money, utilization } = useMemo(
    () => ({
      timesSeconds: points.map((point) => point.timeSeconds),
      money: [
        { name: "Deposited", values: points.map(({ suppliedUsd }) => suppliedUsd) },
        { name: "Lent", values: points.map(({ borrowedUsd }) => borrowedUsd), dashed: true },
        { name: "Withdrawable", values: points.map(({ withdrawableUsd }) => withdrawableUsd) },
      ],
      utilization: [{ name: "Utilization", values: points.map((point) => point.utilization) }],
    }),
    [points],
  );
  const isKnown = points.some(({ suppliedUsd }) => suppliedUsd !== null);
  return (
    <div class="grid">
      <Card title="Money in it" note="US dollars">
        {isKnown ? (
          <TimeChart
            label="Deposited, lent and withdrawable over time, in US dollars"
            timesSeconds={timesSeconds}
            series={money}
            format={shortUsd}
            fromZero
          />
        ) : (
          <EmptyNotice title="Not known for this time">Rates were imported without amounts.</EmptyNotice>
        )}
      </Card>
      <Card title="Utilization" note="part of the deposits that is lent">
        {points.some((point) => point.utilization !== null) ? (
          <TimeChart label="Utilization over time" timesSeconds={timesSeconds} series={utilization} format={wholePercent} />
        ) : (
          <EmptyNotice title="Not known for this time">Rates were imported without amounts.</EmptyNotice>
        )}
      </Card>
    </div>
  );
}

function wholePercent(fraction: number): string {
  return percent(fraction, 1);
}
