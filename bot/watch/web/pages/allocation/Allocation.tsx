import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { IDLE_COLOUR, seriesColour } from "../../charts/colours.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { type Asset, short, tokenChange, tokens } from "../../format/amounts.ts";
import { marketName } from "../../format/names.ts";
import { readPages } from "../../live/readPages.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useHref, useVault } from "../../shell/vault.ts";
import { type Allocation as AllocationAnswer, allocationHistory, type Side } from "./allocationHistory.ts";

const RESOLUTIONS = [
  { value: "raw", text: "Every tick" },
  { value: "hour", text: "Hours" },
  { value: "day", text: "Days" },
] as const;
type Resolution = (typeof RESOLUTIONS)[number]["value"];

const SIDES = [
  { value: "current", text: "Where it was" },
  { value: "target", text: "Where it should be" },
] as const;

const PER_PAGE = 500;
/** One of what there was when the page was opened, and room for what comes while it is open. */
const MOST_PAGES = 3;
const DAY_SECONDS = 86_400;
/** So far back a chart of such steps goes: ticks come every five minutes. */
const SPAN_SECONDS: Readonly<Record<Resolution, number>> = { raw: 1.7 * DAY_SECONDS, hour: 20 * DAY_SECONDS, day: 500 * DAY_SECONDS };

/** Where the money was, and where decisions wanted it. */
export function Allocation() {
  const vault = useVault();
  const [resolution, setResolution] = useState<Resolution>("day");
  const [side, setSide] = useState<Side>("current");
  const overview = useAnswer(`overview ${vault.id}`, (client, signal) =>
    client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId: vault.id } }, signal }),
  );
  const asset = overview.data?.asset ?? null;
  const until = overview.data?.allocation?.asOfSeconds ?? 0;
  const answer = useAnswer(
    `allocations ${vault.id} ${resolution} ${until}`,
    (client, signal) =>
      readPages<AllocationAnswer>((cursor) => {
        const from = Math.max(0, Math.round(until - SPAN_SECONDS[resolution]));
        return client.GET("/v1/vaults/{vaultId}/allocations", {
          params: { path: { vaultId: vault.id }, query: { resolution, from, limit: PER_PAGE, ...cursor } },
          signal,
        });
      }, MOST_PAGES),
    ["decision"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Allocation</h1>
        <p>Where the money was at every decision, and where it was wanted.</p>
      </div>
      <Shown answer={overview} what="the vault">
        {() =>
          asset === null ? (
            <EmptyNotice title="No decision yet">
              Every tick decides where the money should be: the first one begins this chart.
            </EmptyNotice>
          ) : (
            <Shown answer={answer} what="allocations">
              {({ items }) => (
                <Content
                  allocations={items}
                  asset={asset}
                  side={side}
                  controls={
                    <div class="choices">
                      <Choice label="Side" options={SIDES} value={side} onChoose={setSide} />
                      <Choice label="Steps" options={RESOLUTIONS} value={resolution} onChoose={setResolution} />
                    </div>
                  }
                />
              )}
            </Shown>
          )
        }
      </Shown>
    </>
  );
}

function Content({
  allocations,
  asset,
  side,
  controls,
}: {
  allocations: readonly AllocationAnswer[];
  asset: Asset;
  side: Side;
  controls: ComponentChildren;
}) {
  const history = useMemo(() => allocationHistory(allocations, side, asset), [allocations, side, asset]);
  const series = useMemo(
    () => [
      ...history.markets.map(({ marketId, amounts }, index) => ({
        name: marketName(marketId),
        values: amounts,
        colour: seriesColour(index),
      })),
      { name: "Idle", values: history.idle, colour: IDLE_COLOUR },
    ],
    [history],
  );
  const last = allocations.at(-1);
  return (
    <div class="stack">
      <Card title="Over time" note={`whole ${asset.symbol}`} right={controls}>
        {history.timesSeconds.length < 2 ? (
          <EmptyNotice title="One point is no history">Finer steps may show more already.</EmptyNotice>
        ) : (
          <TimeChart
            label={`${asset.symbol} in each market over time, on top of one another`}
            timesSeconds={history.timesSeconds}
            series={series}
            format={short}
            kind="stacked"
            height={340}
          />
        )}
      </Card>
      {last !== undefined && <LastAllocation allocation={last} asset={asset} />}
    </div>
  );
}

function LastAllocation({ allocation: { bucketTimeSeconds, decisionId, markets }, asset }: { allocation: AllocationAnswer; asset: Asset }) {
  const href = useHref();
  return (
    <Card
      title="The last of them"
      note={
        <>
          <Time seconds={bucketTimeSeconds} />, <a href={href(`/decisions/${encodeURIComponent(decisionId)}`)}>its decision</a>
        </>
      }
    >
      <DataTable
        label="The last allocation"
        rows={markets}
        rowKey={({ marketId }) => marketId}
        columns={[
          { name: "Market", cell: ({ marketId }) => <a href={href(`/markets/${encodeURIComponent(marketId)}`)}>{marketName(marketId)}</a> },
          { name: `Was, ${asset.symbol}`, isNumber: true, cell: ({ current }) => tokens(current, asset) },
          { name: `Should be, ${asset.symbol}`, isNumber: true, cell: ({ target }) => tokens(target, asset) },
          {
            name: "Change",
            isNumber: true,
            cell: ({ current, target }) => tokenChange(String(BigInt(target) - BigInt(current)), asset),
          },
        ]}
      />
    </Card>
  );
}
