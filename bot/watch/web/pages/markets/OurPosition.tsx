import { useMemo } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { askedFor, type Span } from "../../charts/spans.ts";
import { TimeChart } from "../../charts/TimeChart.tsx";
import { CapMeter } from "../../elements/CapMeter.tsx";
import { Card } from "../../elements/Card.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { short, tokens, tokensAsNumber } from "../../format/amounts.ts";
import { capUse } from "../../format/capUse.ts";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { readPages } from "../../live/readPages.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useHref, useVault } from "../../shell/vault.ts";
import type { MarketDetail } from "./Market.tsx";
import { positionHistory } from "./positionHistory.ts";
import { useContract } from "./usePositions.ts";

const PER_PAGE = 500;
const MOST_PAGES = 4;

/** What the vault has in it, what it may have, and what it had. */
export function OurPosition({
  market,
  overview,
  span,
  untilSeconds,
}: {
  market: MarketDetail;
  overview: Schema<"Overview"> | null;
  span: Span;
  untilSeconds: number;
}) {
  const { id: vaultId } = useVault();
  const answer = useAnswer(
    `allocations ${vaultId} ${span}`,
    (client, signal) =>
      readPages(
        (cursor) =>
          client.GET("/v1/vaults/{vaultId}/allocations", {
            params: { path: { vaultId }, query: { ...askedFor(span, untilSeconds), limit: PER_PAGE, ...cursor } },
            signal,
          }),
        MOST_PAGES,
      ),
    ["decision"],
  );
  const items = answer.data?.items;
  const history = useMemo(() => positionHistory(items ?? [], market.id, market.asset), [items, market.id, market.asset]);
  const series = useMemo(() => [{ name: `Position, ${market.asset.symbol}`, values: history.amounts }], [history, market.asset]);
  const position = overview?.allocation?.markets.find(({ marketId }) => marketId === market.id) ?? null;
  if (overview !== null && position === null && history.most === 0) {
    return (
      <Card title="Our position">
        <p class="soft">
          {overview.allocation === null ? "The vault has decided nothing yet." : "It is none of the vault's markets: it is only watched."}
        </p>
      </Card>
    );
  }
  return (
    <Card
      title="Our position"
      note={
        position === null
          ? undefined
          : `${tokens(position.amount, market.asset)} ${market.asset.symbol}, ${percent(position.share, 1)} of the vault`
      }
    >
      <div class="stack">
        <Caps market={market} />
        <Shown answer={answer} what="allocations">
          {() =>
            history.most === 0 ? (
              <p class="soft">Nothing lay in it within this time.</p>
            ) : history.timesSeconds.length < 2 ? (
              <EmptyNotice title="One point is no history">A shorter span shows every tick.</EmptyNotice>
            ) : (
              <TimeChart
                label="The vault's position over time"
                timesSeconds={history.timesSeconds}
                series={series}
                format={short}
                kind="steps"
                height={180}
                fromZero
              />
            )
          }
        </Shown>
      </div>
    </Card>
  );
}

function Caps({ market }: { market: MarketDetail }) {
  const href = useHref();
  const { data, failure } = useContract();
  const position = data?.positions.find(({ marketId }) => marketId === market.id);
  if (data === null) return failure === null ? null : <p class="soft small">Caps are not known: {failure.message}.</p>;
  if (position === undefined) return <p class="soft small">The contract has no adapter for it.</p>;
  const amount = (value: string) => `${short(tokensAsNumber(value, market.asset))} ${market.asset.symbol}`;
  return (
    <Facts
      facts={[
        {
          name: "Of its cap",
          value: (
            <span class="cap-use">
              {percent(capUse(position), 1)}
              <CapMeter name={market.id} capped={position} />
            </span>
          ),
        },
        { name: "Cap", value: `${amount(position.absoluteCap)}, ${percent(position.relativeCapBps / 10_000, 0)} of the vault` },
        { name: "May take yet", value: amount(position.roomAssets) },
        { name: "Could be paid now", value: amount(position.withdrawable) },
        { name: "Adapter", value: position.healthy ? "healthy" : words(position.healthReason) },
        { name: "Shared risks", value: <a href={href("/limits")}>{position.risks.join(", ") || "none"}</a> },
      ]}
    />
  );
}
