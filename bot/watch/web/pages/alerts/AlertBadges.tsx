import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { words } from "../../format/names.ts";
import { SEVERITY_TONES, STATE_WORDS } from "./alertTexts.ts";

/** How bad it is, and how far it has come. What is over has no colour any more. */
export function AlertBadges({ alert: { severity, state, silenced } }: { alert: Pick<Schema<"Alert">, "severity" | "state" | "silenced"> }) {
  return (
    <span class="alert-badges">
      <Badge tone={state === "resolved" ? "plain" : SEVERITY_TONES[severity]}>{words(severity)}</Badge>{" "}
      <Badge tone={state === "acknowledged" ? "info" : "plain"}>{STATE_WORDS[state]}</Badge>
      {silenced && state !== "resolved" && (
        <>
          {" "}
          <Badge>Silenced</Badge>
        </>
      )}
    </span>
  );
}
