import type { Schema } from "../../client/keeperClient.ts";
import { words } from "../format/names.ts";
import { Badge } from "./Badge.tsx";

/** What forbids a market, whatever a model says: nothing may be added, or all of it has to leave. */
export function VetoLines({ vetoes }: { vetoes: Schema<"RiskScore">["vetoes"] }) {
  return (
    <>
      {vetoes.map(({ reason, effect, detail }) => (
        <div key={reason} class="small veto">
          <Badge tone="bad">{effect === "exit" ? "Leave" : "Closed"}</Badge> {words(reason)}: {detail}
        </div>
      ))}
    </>
  );
}
