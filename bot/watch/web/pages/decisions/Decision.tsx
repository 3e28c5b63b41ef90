import { useRoute } from "preact-iso";
import type { Schema } from "../../../client/keeperClient.ts";
import { Waterfall } from "../../charts/Waterfall.tsx";
import { Card } from "../../elements/Card.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { Time } from "../../elements/Time.tsx";
import { type Asset, usd, usdChange } from "../../format/amounts.ts";
import { percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import { together } from "../../live/together.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useAsset } from "../../live/useAsset.ts";
import { useHref } from "../../shell/vault.ts";
import { costSteps, verdict } from "./costs.ts";
import { DecisionExecution } from "./DecisionExecution.tsx";
import { DecisionMarkets } from "./DecisionMarkets.tsx";
import { DecisionMoves } from "./DecisionMoves.tsx";
import { ActionBadge } from "./DecisionRow.tsx";
import { reasonWords } from "./reasons.ts";
import { WhatWasRead } from "./WhatWasRead.tsx";
import "./decisions.css";

export function DecisionPage() {
  const href = useHref();
  const decisionId = String(useRoute().params.id);
  const asset = useAsset();
  const detail = useAnswer(
    `decision ${decisionId}`,
    (client, signal) => client.GET("/v1/decisions/{decisionId}", { params: { path: { decisionId } }, signal }),
    ["transaction", "bundle"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Decision</h1>
        <p>
          <a href={href("/decisions")}>All decisions</a>
        </p>
      </div>
      <Shown answer={together(detail, asset)} what="the decision">
        {([found, token]) => <DecisionInFull detail={found} asset={token} />}
      </Shown>
    </>
  );
}

function DecisionInFull({ detail, asset }: { detail: Schema<"DecisionDetail">; asset: Asset }) {
  const { decision, read, execution } = detail;
  const { outcome, action, reason, moves } = decision;
  return (
    <div class="stack">
      <Lead decision={decision} />
      {(outcome !== null || moves.length > 0) && (
        <div class="grid">
          {outcome !== null && (
            <Card title={action === "rebalance" ? "What it costs and gains" : "What the best plan would cost and gain"}>
              <p class="verdict soft">{verdict(outcome, reason)}</p>
              <Waterfall
                label={`Costs and benefit over ${duration(outcome.horizonSeconds)}`}
                steps={costSteps(outcome)}
                total={{ name: "Net benefit", value: outcome.netBenefitUsd }}
                required={{ name: "Required", value: outcome.requiredUsd }}
                format={usdChange}
                formatTotal={usd}
              />
            </Card>
          )}
          {moves.length > 0 && <DecisionMoves moves={moves} chainId={decision.chainId} asset={asset} />}
        </div>
      )}
      <DecisionMarkets decision={decision} asset={asset} />
      <DecisionExecution decision={decision} execution={execution} asset={asset} />
      <WhatWasRead decision={decision} read={read} asset={asset} />
    </div>
  );
}

function Lead({ decision }: { decision: Schema<"Decision"> }) {
  const { action, reason, explanation, outcome, strategy, chainId, blockNumber, blockTimeSeconds, riskTolerance } = decision;
  return (
    <Card title={reasonWords(reason)} note={`By ${strategy}`} right={<ActionBadge action={action} />}>
      <div class="stack">
        <p class="decision-lead">{explanation}</p>
        <Stats>
          <Stat name="Decided at" note={<Time seconds={blockTimeSeconds} />}>
            <Explorer chainId={chainId} kind="block" value={String(blockNumber)} />
          </Stat>
          {outcome !== null && (
            <>
              <Stat name="Net benefit" note={`over ${duration(outcome.horizonSeconds)}`}>
                {usdChange(outcome.netBenefitUsd)}
              </Stat>
              <Stat name="Required">{usd(outcome.requiredUsd)}</Stat>
              <Stat name="Gas" note={`${outcome.gasUnits.toLocaleString("en-US")} units`}>
                {usd(outcome.gasUsd)}
              </Stat>
            </>
          )}
          <Stat name="Risk tolerance" note="of what it bears in quiet times">
            {percent(riskTolerance, 1)}
          </Stat>
        </Stats>
      </div>
    </Card>
  );
}
