import type { Schema } from "../../../client/keeperClient.ts";
import { Badge, type Tone } from "../../elements/Badge.tsx";
import { words } from "../../format/names.ts";
import { STATE_WORDS } from "./alertTexts.ts";

const SEVERITY_TONES: Readonly<Record<Schema<"Alert">["severity"], Tone>> = { critical: "bad", warning: "warn", info: "info" };

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
