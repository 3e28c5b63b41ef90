import { useEffect, useRef } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import type { Asset } from "../../format/amounts.ts";
import { ExecutionParts } from "../transactions/ExecutionParts.tsx";
import { decidingAttempt, standingOf, whatBecame } from "../transactions/standing.ts";

/** How it was executed; links to `#execution` lead here. */
export function DecisionExecution({
  decision: { action },
  execution,
  asset,
}: {
  decision: Schema<"Decision">;
  execution: Schema<"Execution"> | null;
  asset: Asset;
}) {
  const place = useRef<HTMLDivElement>(null);
  // It is drawn when the decision was read, after the browser has looked for it.
  useEffect(() => {
    if (location.hash === "#execution") place.current?.scrollIntoView();
  }, []);
  return (
    <div id="execution" ref={place}>
      {execution === null ? (
        <Card title="How it was executed">
          <p class="soft">
            {action === "hold"
              ? "There was nothing to execute."
              : "Nothing was signed for it: a dry run, or refused before it was signed, which the tick's record tells."}
          </p>
        </Card>
      ) : (
        <Executed execution={execution} asset={asset} />
      )}
    </div>
  );
}

function Executed({ execution, asset }: { execution: Schema<"Execution">; asset: Asset }) {
  const attempt = decidingAttempt(execution);
  const standing = attempt === null ? null : standingOf(attempt);
  return (
    <Card title="How it was executed" right={standing !== null && <Badge tone={standing.tone}>{standing.word}</Badge>}>
      <div class="stack">
        <p>{whatBecame(execution)}</p>
        <ExecutionParts execution={execution} asset={asset} />
      </div>
    </Card>
  );
}
