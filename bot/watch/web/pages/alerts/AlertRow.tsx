import type { Schema } from "../../../client/keeperClient.ts";
import { Time } from "../../elements/Time.tsx";
import { words } from "../../format/names.ts";
import { duration } from "../../format/times.ts";
import { useHref } from "../../shell/vault.ts";
import { AlertBadges } from "./AlertBadges.tsx";
import { subjectText } from "./alertTexts.ts";

export function AlertRow({ alert }: { alert: Schema<"Alert"> }) {
  const href = useHref();
  const { id, severity, state, summary, rule, subject, vault, openedAtSeconds, resolvedAtSeconds, acknowledgedBy } = alert;
  return (
    <li class={`alert-row ${state === "resolved" ? "over" : severity}`}>
      <AlertBadges alert={alert} />
      <div>
        <a href={href(`/alerts/${id}`)}>{summary}</a>
        <p class="soft small">
          {words(rule)} · {subjectText(subject)} · {vault.name}
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
