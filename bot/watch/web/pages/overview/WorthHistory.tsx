import { useMemo, useState } from "preact/hooks";
import { askedFor, SPANS, type Span } from "../../charts/spans.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import type { Asset } from "../../format/amounts.ts";
import { readPages } from "../../live/readPages.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { MEASURES, type Measure, type Worth, worthSeries, worthText } from "./worthSeries.ts";

const PER_PAGE = 500;
/** Five years of days. */
const MOST_PAGES = 4;

const TITLES: Readonly<Record<Measure, string>> = { "share-price": "Share price", nav: "Net asset value" };

/** What a share was worth, or all of them. */
export function WorthHistory({ vaultId, asset, untilSeconds }: { vaultId: string; asset: Asset; untilSeconds: number }) {
  const [span, setSpan] = useState<Span>("30d");
  const [measure, setMeasure] = useState<Measure>("share-price");
  const answer = useAnswer(
    `history ${vaultId} ${span}`,
    (client, signal) =>
      readPages<Worth>(
        (cursor) =>
          client.GET("/v1/vaults/{vaultId}/history", {
            params: { path: { vaultId }, query: { ...askedFor(span, untilSeconds), limit: PER_PAGE, ...cursor } },
            signal,
          }),
        MOST_PAGES,
      ),
    ["tick"],
  );
  return (
    <Card
      title={TITLES[measure]}
      note={measure === "nav" ? `whole ${asset.symbol}, with what was deposited and withdrawn` : `${asset.symbol} a share is worth`}
      right={
        <div class="choices">
          <Choice label="What" options={MEASURES} value={measure} onChoose={setMeasure} />
          <Choice label="Time" options={SPANS} value={span} onChoose={setSpan} />
        </div>
      }
    >
      <Shown answer={answer} what="what it was worth">
        {({ items }) => <Drawn worths={items} measure={measure} asset={asset} />}
      </Shown>
    </Card>
  );
}

function Drawn({ worths, measure, asset }: { worths: readonly Worth[]; measure: Measure; asset: Asset }) {
  const { timesSeconds, values } = useMemo(() => worthSeries(worths, measure, asset), [worths, measure, asset]);
  const series = useMemo(() => [{ name: TITLES[measure], values }], [values, measure]);
  const format = useMemo(() => worthText(measure), [measure]);
  if (values.length < 2) return <EmptyNotice title="A line needs two points">Another hour or day of ticks, and it is here.</EmptyNotice>;
  return <TimeChart label={`${TITLES[measure]} over time`} timesSeconds={timesSeconds} series={series} format={format} />;
}
