import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import type { Schema } from "../../../client/keeperClient.ts";
import { SPANS, type Span } from "../../charts/spans.ts";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { marketName } from "../../format/names.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useHref } from "../../shell/vault.ts";
import { AprChart } from "./AprChart.tsx";
import { keeperNow } from "./age.ts";
import { ForecastTable } from "./ForecastTable.tsx";
import { MarketFacts } from "./MarketFacts.tsx";
import { MarketNow } from "./MarketNow.tsx";
import { MoneyCharts } from "./MoneyCharts.tsx";
import { isHistory } from "./marketPoints.ts";
import { OurPosition } from "./OurPosition.tsx";
import { RiskCard } from "./RiskCard.tsx";
import { Sampling } from "./Sampling.tsx";
import { Trials } from "./Trials.tsx";
import { useMarketPoints } from "./useMarketPoints.ts";
import { useOverview } from "./usePositions.ts";
import "./markets.css";

export type MarketDetail = Schema<"MarketDetail">;

/** Everything about one market. */
export function Market() {
  const marketId = String(useRoute().params.id);
  const href = useHref();
  const answer = useAnswer(
    `market ${marketId}`,
    (client, signal) => client.GET("/v1/markets/{marketId}", { params: { path: { marketId } }, signal }),
    ["tick"],
  );
  return (
    <>
      <div class="page-head">
        <h1>{marketName(marketId)}</h1>
        <p>
          <a href={href("/markets")}>All markets</a>
        </p>
      </div>
      <Shown answer={answer} what="the market">
        {(market) => <Content market={market} />}
      </Shown>
    </>
  );
}

function Content({ market }: { market: MarketDetail }) {
  const [span, setSpan] = useState<Span>("7d");
  const overview = useOverview();
  const { observation, forecasts, risk } = market;
  if (observation === null) {
    return (
      <div class="stack">
        <EmptyNotice title="Never observed">
          The keeper reads it with every tick: rates, forecasts and risk show here after the first time.
        </EmptyNotice>
        <MarketFacts market={market} />
        <Sampling marketId={market.id} untilSeconds={null} />
      </div>
    );
  }
  const untilSeconds = observation.blockTimeSeconds;
  return (
    <div class="stack">
      <MarketNow market={market} observation={observation} nowSeconds={overview.data === null ? null : keeperNow(overview.data)} />
      <History market={market} untilSeconds={untilSeconds} span={span} setSpan={setSpan} />
      <div class="grid">
        <RiskCard risk={risk} />
        <ForecastTable forecasts={forecasts} observation={observation} />
      </div>
      <Trials marketId={market.id} forecasts={forecasts} />
      <OurPosition market={market} overview={overview.data} span={span} untilSeconds={untilSeconds} />
      <div class="grid">
        <MarketFacts market={market} />
        <Sampling marketId={market.id} untilSeconds={untilSeconds} />
      </div>
    </div>
  );
}

function History({
  market,
  untilSeconds,
  span,
  setSpan,
}: {
  market: MarketDetail;
  untilSeconds: number;
  span: Span;
  setSpan: (span: Span) => void;
}) {
  const answer = useMarketPoints(market, span, untilSeconds);
  const choice = <Choice label="Span" options={SPANS} value={span} onChoose={setSpan} />;
  if (answer.data === null || !isHistory(answer.data.items)) {
    return (
      <Card title="APR" right={choice}>
        <Shown answer={answer} what="what was observed">
          {() => (
            <EmptyNotice title="Nothing to draw yet">
              Hours and days stand here once they are over and summed up; "2 d" shows every sample.
            </EmptyNotice>
          )}
        </Shown>
      </Card>
    );
  }
  const { items, isWhole } = answer.data;
  return (
    <>
      <AprChart points={items} isWhole={isWhole} forecasts={market.forecasts} span={span} choice={choice} />
      <MoneyCharts points={items} />
    </>
  );
}
