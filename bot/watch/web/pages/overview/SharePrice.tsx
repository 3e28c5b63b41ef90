import { useMemo, useState } from "preact/hooks";
import { askedFor, SPANS, type Span } from "../../charts/spans.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { readPages } from "../../live/readPages.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { priceHistory, type Worth } from "./priceHistory.ts";

const PER_PAGE = 500;
/** Five years of days. */
const MOST_PAGES = 4;

/** What a share was worth. */
export function SharePrice({ vaultId, untilSeconds }: { vaultId: string; untilSeconds: number }) {
  const [span, setSpan] = useState<Span>("30d");
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
      title="Share price"
      note="assets a share is worth"
      right={<Choice label="Time" options={SPANS} value={span} onChoose={setSpan} />}
    >
      <Shown answer={answer} what="share prices">
        {({ items }) => <Prices worths={items} />}
      </Shown>
    </Card>
  );
}

function Prices({ worths }: { worths: readonly Worth[] }) {
  const { timesSeconds, prices } = useMemo(() => priceHistory(worths), [worths]);
  const series = useMemo(() => [{ name: "Share price", values: prices }], [prices]);
  if (prices.length < 2) return <EmptyNotice title="A line needs two points">Another hour or day of ticks, and it is here.</EmptyNotice>;
  return <TimeChart label="Share price over time" timesSeconds={timesSeconds} series={series} format={sharePriceText} />;
}

function sharePriceText(price: number): string {
  return price.toFixed(5);
}
