import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { useHref } from "../../shell/vault.ts";
import { reasonWords } from "../decisions/reasons.ts";
import type { OverviewAnswer } from "./Overview.tsx";

/** The last things that were decided, to do something or not to. */
export function LastDecisions({ overview: { decisions } }: { overview: OverviewAnswer }) {
  const href = useHref();
  return (
    <Card title="Last decisions" right={<a href={href("/decisions")}>All decisions</a>}>
      {decisions.length === 0 ? (
        <EmptyNotice title="None yet">Every tick leaves one, also when nothing moves.</EmptyNotice>
      ) : (
        <ol class="decisions">
          {decisions.map(({ id, blockTimeSeconds, action, reason, explanation }) => (
            <li key={id}>
              <div>
                <Badge tone={action === "rebalance" ? "info" : "plain"}>{action === "rebalance" ? "Move" : "No move"}</Badge>{" "}
                <a href={href(`/decisions/${encodeURIComponent(id)}`)}>{reasonWords(reason)}</a>{" "}
                <span class="soft small">
                  <Time seconds={blockTimeSeconds} />
                </span>
              </div>
              <p>{explanation}</p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
