import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { RiskBadge } from "../../elements/RiskBadge.tsx";
import { type Asset, tokenChange, tokens, usd, usdChange } from "../../format/amounts.ts";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import { type Cost, costSteps } from "./costs.ts";
import { skipWords } from "./reasons.ts";

type MarketDecision = Schema<"MarketDecision">;

/** Every market of the vault: where it stood, where it should stand, and why it stays where it stays. */
export function DecisionMarkets({ decision: { markets }, asset }: { decision: Schema<"Decision">; asset: Asset }) {
  const columns: readonly Column<MarketDecision>[] = [
    {
      name: "Market",
      cell: ({ marketId }) => <MarketLink marketId={marketId} />,
    },
    {
      name: `Position → target, ${asset.symbol}`,
      isNumber: true,
      cell: ({ current, target }) => (
        <>
          {tokens(current, asset)} → {tokens(target, asset)}
          <div class="soft small">{changeText(current, target, asset)}</div>
        </>
      ),
    },
    {
      name: "Forecast APR",
      isNumber: true,
      cell: ({ forecastApr }) => rate(forecastApr),
    },
    {
      name: "APR at target",
      isNumber: true,
      cell: ({ aprAtTarget, marginalAprAtTarget }) => (
        <>
          {rate(aprAtTarget)}
          {marginalAprAtTarget !== null && <div class="soft small">{percent(marginalAprAtTarget)} for one more</div>}
        </>
      ),
    },
    { name: "Risk", cell: ({ risk }) => <Risk risk={risk} /> },
    {
      name: `Least to most, ${asset.symbol}`,
      isNumber: true,
      cell: ({ minimum, maximum }) => `${tokens(minimum, asset, 0)} to ${tokens(maximum, asset, 0)}`,
    },
    { name: "Why it stays", cell: (market) => <WhyItStays market={market} asset={asset} /> },
  ];
  return (
    <Card title="Every market" note="APRs are simple yearly rates; one more is what one more unit would be worth, its risk taken off">
      <DataTable label="Every market of the decision" columns={columns} rows={markets} rowKey={({ marketId }) => marketId} />
    </Card>
  );
}

function changeText(current: string, target: string, asset: Asset): string {
  const change = BigInt(target) - BigInt(current);
  return change === 0n ? "unchanged" : tokenChange(String(change), asset);
}

function rate(apr: number | null): string {
  return apr === null ? "–" : percent(apr);
}

function Risk({ risk }: { risk: MarketDecision["risk"] }) {
  if (risk === null) return <span class="soft">No recent score</span>;
  return (
    <>
      <RiskBadge riskClass={risk.riskClass} score={risk.score} />
      <div class="soft small">{percent(risk.penaltyApr)} taken off</div>
      {risk.vetoes.length > 0 && <div class="small">Veto: {risk.vetoes.map(words).join(", ")}</div>}
    </>
  );
}

function WhyItStays({ market: { skipped }, asset }: { market: MarketDecision; asset: Asset }) {
  if (skipped === null) return <span class="soft">It moves</span>;
  return (
    <div class="sentences">
      {skipWords(skipped.reason)}.
      {BigInt(skipped.change) !== 0n && (
        <div class="soft small">
          Without that: {tokenChange(skipped.change, asset)} {asset.symbol}
        </div>
      )}
      {skipped.cost !== null && <SkipCost cost={skipped.cost} />}
    </div>
  );
}

/** What the market's move alone would have come to. */
function SkipCost({ cost }: { cost: Cost }) {
  return (
    <details class="skip-cost">
      <summary>What it would cost</summary>
      <Facts
        facts={[
          ...costSteps(cost).map(({ name, value }) => ({ name, value: usdChange(value) })),
          { name: "Net benefit", value: usdChange(cost.netBenefitUsd) },
          { name: "Required", value: usd(cost.requiredUsd) },
          { name: "Over", value: duration(cost.horizonSeconds) },
        ]}
      />
    </details>
  );
}
