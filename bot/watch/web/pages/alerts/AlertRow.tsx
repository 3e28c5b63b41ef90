import type { Schema } from "../../../client/keeperClient.ts";
import { Prose } from "../../elements/Prose.tsx";
import { Time } from "../../elements/Time.tsx";
import { duration } from "../../format/times.ts";
import { useHref } from "../../shell/vault.ts";
import { AlertBadges } from "./AlertBadges.tsx";
import { ruleText, SEVERITY_TONES, subjectText } from "./alertTexts.ts";

export function AlertRow({ alert }: { alert: Schema<"Alert"> }) {
  const href = useHref();
  const { id, severity, state, summary, rule, subject, vault, openedAtSeconds, resolvedAtSeconds, acknowledgedBy } = alert;
  return (
    <li class={`alert-row ${state === "resolved" ? "" : SEVERITY_TONES[severity]}`}>
      <AlertBadges alert={alert} />
      <div>
        <a href={href(`/alerts/${id}`)}>
          <Prose text={summary} />
        </a>
        <p class="soft small">
          {ruleText(rule)} · {subjectText(subject)} · {vault.name}
          {acknowledgedBy !== null && ` · taken on by ${acknowledgedBy}`}
        </p>
      </div>
      <div class="soft small">
        {state === "resolved" ? "" : "since "}
        <Time seconds={openedAtSeconds} />
        {resolvedAtSeconds !== null && <p>lasted {duration(resolvedAtSeconds - openedAtSeconds)}</p>}
      </div>
    </li>
  );
}
