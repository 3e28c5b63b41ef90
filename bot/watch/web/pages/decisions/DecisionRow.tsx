import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Time } from "../../elements/Time.tsx";
import { type Asset, usd, usdChange } from "../../format/amounts.ts";
import { useHref } from "../../shell/vault.ts";
import { standingOf } from "../transactions/standing.ts";
import { decisionLine } from "./decisionLine.ts";
import { decisionPath } from "./filter.ts";
import { reasonWords, waitsForBenefit } from "./reasons.ts";

type Summary = Schema<"ListedDecision">;

/** A decision at a glance. */
export function DecisionRow({ decision, asset }: { decision: Summary; asset: Asset }) {
  const href = useHref();
  const { id, chainId, action, reason, blockNumber, blockTimeSeconds } = decision;
  return (
    <li class={`decision-row ${action === "rebalance" ? "info" : ""}`}>
      <div class="when">
        <Time seconds={blockTimeSeconds} />
        <div class="soft small">
          Block <Explorer chainId={chainId} kind="block" value={String(blockNumber)} />
        </div>
      </div>
      <div class="what">
        <ActionBadge action={action} /> <a href={href(decisionPath(id))}>{decisionLine(decision, asset)}</a>
        {action === "rebalance" && <div class="soft small">{reasonWords(reason)}</div>}
      </div>
      <Benefit decision={decision} />
      <TransactionOf decision={decision} />
    </li>
  );
}

export function ActionBadge({ action }: { action: Summary["action"] }) {
  return action === "rebalance" ? <Badge tone="info">Move</Badge> : <Badge>No move</Badge>;
}

function Benefit({ decision: { outcome, reason } }: { decision: Summary }) {
  if (outcome === null) return <div class="benefit soft small">No plan to weigh</div>;
  return (
    <div class="benefit">
      {usdChange(outcome.netBenefitUsd)} <span class="soft small">net</span>
      <div class="soft small">{waitsForBenefit(reason) ? `${usd(outcome.requiredUsd)} required` : "does not wait for a margin"}</div>
    </div>
  );
}

function TransactionOf({ decision: { id, chainId, action, transaction } }: { decision: Summary }) {
  const href = useHref();
  if (transaction === null) return <div class="executed soft small">{action === "rebalance" ? "Nothing was signed" : ""}</div>;
  const { tone, word } = standingOf(transaction);
  return (
    <div class="executed">
      <a href={href(`${decisionPath(id)}#execution`)} aria-label={`How it was executed: ${word}`}>
        <Badge tone={tone}>{word}</Badge>
      </a>
      <div class="small">
        <Explorer chainId={chainId} kind="tx" value={transaction.hash} />
      </div>
    </div>
  );
}
