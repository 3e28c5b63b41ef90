import { useState } from "preact/hooks";
import { Badge } from "../../elements/Badge.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Time } from "../../elements/Time.tsx";
import { type Asset, ether, usd } from "../../format/amounts.ts";
import { useHref } from "../../shell/vault.ts";
import { decisionPath } from "../decisions/filter.ts";
import { driftText } from "./drift.ts";
import { ExecutionParts } from "./ExecutionParts.tsx";
import { costOf, decidingAttempt, type Execution, standingOf, whatBecame, worstDriftBps } from "./standing.ts";

/** An execution at a glance, and in full when it is asked for. */
export function ExecutionRow({ execution, asset }: { execution: Execution; asset: Asset }) {
  const href = useHref();
  const [open, setOpen] = useState(false);
  const attempt = decidingAttempt(execution);
  if (attempt === null) return null;
  const { tone, word } = standingOf(attempt);
  return (
    <li class="execution-row">
      <div class="glance">
        <div>
          <Time seconds={attempt.createdAtSeconds} />
          <div class="small">
            <Explorer chainId={execution.chainId} kind="tx" value={attempt.hash} />
          </div>
        </div>
        <div class="what">
          <Badge tone={tone}>{word}</Badge> {whatBecame(execution)}
          <div class="small">
            <a href={href(decisionPath(execution.decisionId))}>Its decision</a>
          </div>
        </div>
        <Cost execution={execution} />
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{partsText(execution)}</summary>
        {open && <ExecutionParts execution={execution} asset={asset} />}
      </details>
    </li>
  );
}

function Cost({ execution }: { execution: Execution }) {
  const cost = costOf(execution);
  const drift = worstDriftBps(execution);
  const attempt = decidingAttempt(execution);
  const gasUsed = attempt?.inclusion?.gasUsed ?? null;
  if (cost === null)
    return (
      <div class="cost soft">{attempt?.status === "dropped" || attempt?.status === "replaced" ? "It cost nothing" : "No cost yet"}</div>
    );
  return (
    <div class="cost">
      {usd(cost.usd)} <span class="soft small">{ether(cost.wei)} ETH</span>
      <div class="soft small">
        {gasUsed !== null && `${BigInt(gasUsed).toLocaleString("en-US")} gas`}
        {drift !== null && `, drift ${driftText(drift)}`}
      </div>
    </div>
  );
}

function partsText({ attempts }: Execution): string {
  const offers = attempts.reduce((sum, { bundles }) => sum + bundles.length, 0);
  const attemptsText = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  if (offers === 0) return attemptsText;
  return `${attemptsText}, ${offers === 1 ? "1 offer" : `${offers} offers`} to builders`;
}
