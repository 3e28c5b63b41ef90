import { useMemo, useState } from "preact/hooks";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { historyAsked, priceHistory, SPANS, type Span, type Worth } from "./priceHistory.ts";

const NAMES: Readonly<Record<Span, string>> = { "7d": "7 days", "30d": "30 days", "1y": "A year", all: "All" };

/** What a share was worth. */
export function SharePrice({ vaultId, nowSeconds }: { vaultId: string; nowSeconds: number }) {
  const [span, setSpan] = useState<Span>("30d");
  const answer = useAnswer(
    `history ${vaultId} ${span}`,
    (client, signal) => {
      const query = { ...historyAsked(span, nowSeconds), limit: 500 };
      return client.GET("/v1/vaults/{vaultId}/history", { params: { path: { vaultId }, query }, signal });
    },
    ["tick"],
  );
  return (
    <Card
      title="Share price"
      note="assets a share is worth"
      right={<Choice label="Time" options={SPANS.map((value) => ({ value, text: NAMES[value] }))} value={span} onChoose={setSpan} />}
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
