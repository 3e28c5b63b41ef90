import type { Schema } from "../../../client/keeperClient.ts";
import { Action } from "../../operate/Action.tsx";
import { SilenceAction } from "./SilenceAction.tsx";

/** What can be done about an alert that is open. */
export function AlertActions({ alert, onChange }: { alert: Schema<"AlertDetail">; onChange: () => void }) {
  return (
    <div class="alert-actions">
      {alert.state === "firing" && (
        <Action
          label="Acknowledge…"
          title="Acknowledge the alert"
          confirm="Acknowledge"
          act={(client, body) => client.POST("/v1/alerts/{alertId}/acknowledge", { params: { path: { alertId: alert.id } }, body })}
          onDone={onChange}
        >
          <p>You take it on: it is not told again, unless it gets worse. Everybody sees that it is yours.</p>
        </Action>
      )}
      {!alert.silenced && <SilenceAction alert={alert} onDone={onChange} />}
    </div>
  );
}
