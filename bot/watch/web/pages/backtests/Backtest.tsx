import { useMemo } from "preact/hooks";
import { useRoute } from "preact-iso";
import type { Schema } from "../../../client/keeperClient.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { Time } from "../../elements/Time.tsx";
import { usd } from "../../format/amounts.ts";
import { percent, percentChange } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useHref } from "../../shell/vault.ts";
import { assumptionsOf, periodText, universeText } from "./assumptions.ts";
import { Synthetic } from "./Backtests.tsx";
import { backtestTitle } from "./comparison.ts";
import { alignCurves } from "./curves.ts";
import { FiguresTable } from "./FiguresTable.tsx";
import { COST_FIGURES, DOUBT_FIGURES, MAIN_FIGURES } from "./figures.ts";
import { LeadCard } from "./LeadCard.tsx";
import { MarketsPaid } from "./MarketsPaid.tsx";
import "./backtests.css";

type BacktestDetail = Schema<"BacktestDetail">;

export function BacktestPage() {
  const href = useHref();
  const backtestId = Number(useRoute().params.id);
  const backtest = useAnswer(`backtest ${backtestId}`, (client, signal) =>
    client.GET("/v1/backtests/{backtestId}", { params: { path: { backtestId } }, signal }),
  );
  return (
    <>
      <div class="page-head">
        <h1>{backtest.data === null ? "Backtest" : backtestTitle(backtest.data)}</h1>
        <p>
          <a href={href("/backtests")}>All backtests</a>
        </p>
      </div>
      <Shown answer={backtest} what="the backtest">
        {(found) => <BacktestInFull backtest={found} />}
      </Shown>
    </>
  );
}

function BacktestInFull({ backtest }: { backtest: BacktestDetail }) {
  const { figures, contenders, settings } = backtest;
  return (
    <div class="stack">
      <Setting backtest={backtest} />
      <Curves backtest={backtest} />
      <LeadCard backtest={backtest} />
      <Card title="Figures">
        <FiguresTable label="Returns and risks" figures={MAIN_FIGURES} contenders={figures} names={contenders} />
      </Card>
      <Card title="Costs">
        <FiguresTable label="What moving cost" figures={COST_FIGURES} contenders={figures} names={contenders} />
      </Card>
      <Card title="How sure that is">
        <FiguresTable label="How sure figures are" figures={DOUBT_FIGURES} contenders={figures} names={contenders} />
      </Card>
      <MarketsPaid figures={figures} />
      <Card title="What was assumed">
        <Facts facts={assumptionsOf(settings)} />
      </Card>
    </div>
  );
}

function Setting({ backtest }: { backtest: BacktestDetail }) {
  const { id, fromSeconds, toSeconds, capitalUsd, universe, isSynthetic, origin, marketIds, ceilingReturn, madeAtSeconds, hasReport } =
    backtest;
  return (
    <Card
      title="What was played"
      note={
        <>
          made <Time seconds={madeAtSeconds} />
        </>
      }
      right={
        hasReport ? (
          <a href={`/v1/backtests/${id}/report`} target="_blank" rel="noreferrer">
            Full report
          </a>
        ) : undefined
      }
    >
      <div class="stack">
        <p>{isSynthetic ? <Synthetic origin={`${origin}: nothing of it happened`} /> : origin}</p>
        <Stats>
          <Stat name="Time" note={periodText(backtest)}>
            {duration(toSeconds - fromSeconds)}
          </Stat>
          <Stat name="Capital">{usd(capitalUsd, 0)}</Stat>
          <Stat name="Markets" note={universeText(universe)}>
            {marketIds.length}
          </Stat>
          <Stat name="Ceiling" note="no plan could have returned more">
            {ceilingReturn === null ? "–" : percent(ceilingReturn)}
          </Stat>
        </Stats>
      </div>
    </Card>
  );
}

function Curves({ backtest: { curves } }: { backtest: BacktestDetail }) {
  const { timesSeconds, series } = useMemo(() => alignCurves(curves.map((curve) => ({ ...curve, name: curve.contender }))), [curves]);
  return (
    <Card title="Growth" note="of one dollar, net of all costs, free of what came in and went out">
      <TimeChart label="Growth of each contender" timesSeconds={timesSeconds} series={series} format={percentChange} height={320} />
    </Card>
  );
}
