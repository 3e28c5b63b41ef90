import { horizonText } from "../../../format.ts";
import { Badge } from "../../elements/Badge.tsx";
import { CapMeter } from "../../elements/CapMeter.tsx";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { RiskBadge } from "../../elements/RiskBadge.tsx";
import { VetoLines } from "../../elements/VetoLines.tsx";
import { shortUsd, tokens, tokensAsNumber } from "../../format/amounts.ts";
import { capUse } from "../../format/capUse.ts";
import { flagWords } from "../../format/flags.ts";
import { percent } from "../../format/rates.ts";
import { utcText } from "../../format/times.ts";
import { ageText, isOld } from "./age.ts";
import { inUsd, type MarketRow, totalApr } from "./marketRows.ts";

/** Markets side by side; of those that are not the vault's there is no position to tell of. */
export function MarketTable({
  label,
  rows,
  nowSeconds,
  tickSeconds,
  isOwn,
  hasCaps,
}: {
  label: string;
  rows: readonly MarketRow[];
  nowSeconds: number;
  tickSeconds: number | null;
  isOwn: boolean;
  hasCaps: boolean;
}) {
  const columns: readonly Column<MarketRow>[] = [
    { name: "Market", orderBy: ({ market }) => market.id, cell: (row) => <Name row={row} /> },
    { name: "APR", isNumber: true, orderBy: ({ observation }) => totalApr(observation), cell: (row) => <Rate row={row} /> },
    { name: "Expected", isNumber: true, orderBy: ({ forecast }) => forecast?.p50Apr ?? null, cell: (row) => <Expected row={row} /> },
    { name: "Risk", orderBy: ({ risk }) => risk?.score ?? null, cell: (row) => <Risk row={row} /> },
    {
      name: "Utilization",
      isNumber: true,
      orderBy: ({ observation }) => observation?.utilization ?? null,
      cell: ({ observation }) => (observation === null ? "–" : percent(observation.utilization, 1)),
    },
    {
      name: "Withdrawable",
      isNumber: true,
      orderBy: ({ observation, market }) => (observation === null ? null : inUsd(observation.liquidity, observation, market)),
      cell: ({ observation, market }) => (observation === null ? "–" : shortUsd(inUsd(observation.liquidity, observation, market))),
    },
    ...(isOwn ? [POSITION, ...(hasCaps ? [CAPS] : [])] : []),
    {
      name: "Seen",
      isNumber: true,
      orderBy: ({ observation }) => observation?.blockTimeSeconds ?? null,
      cell: ({ observation }) => <Seen seconds={observation?.blockTimeSeconds ?? null} nowSeconds={nowSeconds} tickSeconds={tickSeconds} />,
    },
  ];
  return <DataTable label={label} columns={columns} rows={rows} rowKey={({ market }) => market.id} />;
}

const POSITION: Column<MarketRow> = {
  name: "Our position",
  isNumber: true,
  orderBy: ({ position, market }) => (position === null ? null : tokensAsNumber(position.amount, market.asset)),
  cell: ({ position, market }) =>
    position === null || position.amount === "0" ? (
      <span class="soft">none</span>
    ) : (
      <>
        {tokens(position.amount, market.asset, 0)} {market.asset.symbol}
        <div class="soft small">{percent(position.share, 1)} of the vault</div>
      </>
    ),
};

const CAPS: Column<MarketRow> = {
  name: "Of its cap",
  isNumber: true,
  orderBy: ({ caps }) => (caps === null ? null : capUse(caps)),
  cell: ({ caps, market }) =>
    caps === null ? (
      "–"
    ) : (
      <>
        <span aria-hidden="true">{percent(capUse(caps), 0)}</span>
        <CapMeter name={market.id} capped={caps} />
      </>
    ),
};

function Name({ row: { market, observation } }: { row: MarketRow }) {
  const flags = observation === null ? [] : flagWords(observation.flags);
  return (
    <>
      <MarketLink marketId={market.id} />
      {flags.length > 0 && (
        <div class="badges">
          {flags.map((flag) => (
            <Badge key={flag} tone="warn">
              {flag}
            </Badge>
          ))}
        </div>
      )}
    </>
  );
}

function Rate({ row: { observation } }: { row: MarketRow }) {
  const total = totalApr(observation);
  if (observation === null || total === null) return <>–</>;
  return (
    <>
      <strong>{percent(total)}</strong>
      {observation.rewardApr !== 0 && <div class="soft small">{percent(observation.rewardApr)} of it rewards</div>}
    </>
  );
}

function Expected({ row: { forecast } }: { row: MarketRow }) {
  if (forecast === null) return <>–</>;
  return (
    <>
      {percent(forecast.p50Apr)} <span class="soft small">over {horizonText(forecast.horizonSeconds)}</span>
      <div class="soft small">
        {percent(forecast.p10Apr)} to {percent(forecast.p90Apr)}
      </div>
    </>
  );
}

function Risk({ row: { risk } }: { row: MarketRow }) {
  if (risk === null) return <span class="soft">Not rated</span>;
  return (
    <>
      <RiskBadge riskClass={risk.riskClass} score={risk.score} />
      <VetoLines vetoes={risk.vetoes} />
    </>
  );
}

function Seen({ seconds, nowSeconds, tickSeconds }: { seconds: number | null; nowSeconds: number; tickSeconds: number | null }) {
  if (seconds === null) return <>never</>;
  return (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={utcText(seconds)}>
      {isOld(seconds, nowSeconds, tickSeconds) ? (
        <Badge tone="warn">Old: {ageText(seconds, nowSeconds)}</Badge>
      ) : (
        ageText(seconds, nowSeconds)
      )}
    </time>
  );
}
