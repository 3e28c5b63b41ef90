import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Time } from "../../elements/Time.tsx";
import type { Tone } from "../../elements/tone.ts";
import { words } from "../../format/names.ts";

type Delivery = Schema<"AlertDetail">["deliveries"][number];

const TONES: Readonly<Record<Delivery["status"], Tone>> = { waiting: "info", sending: "info", delivered: "good", abandoned: "bad" };

/** Who was told, and whether that arrived. */
export function Deliveries({ deliveries, silenced }: { deliveries: readonly Delivery[]; silenced: boolean }) {
  return (
    <Card title="Who was told">
      {deliveries.length === 0 ? (
        <p class="soft">
          {silenced
            ? "Nobody: a silence keeps it quiet."
            : "Nobody: no route of the configuration (alerts.routes: Slack, Telegram, e-mail and others) took it."}
        </p>
      ) : (
        <DataTable
          label="Deliveries"
          rows={deliveries}
          rowKey={({ id }) => id}
          columns={[
            { name: "Route", cell: ({ route }) => route },
            { name: "What", cell: ({ notice }) => words(notice) },
            { name: "Status", cell: ({ status }) => <Badge tone={TONES[status]}>{words(status)}</Badge> },
            {
              name: "When",
              cell: ({ deliveredAtSeconds, createdAtSeconds }) => (
                <span class="nowrap">
                  <Time seconds={deliveredAtSeconds ?? createdAtSeconds} />
                </span>
              ),
            },
            { name: "Attempts", isNumber: true, cell: ({ attempts }) => attempts },
            { name: "Last error", cell: ({ lastError }) => lastError ?? "–" },
            {
              name: "Next attempt",
              cell: ({ nextAttemptSeconds }) => (nextAttemptSeconds === null ? "–" : <Time seconds={nextAttemptSeconds} />),
            },
          ]}
        />
      )}
    </Card>
  );
}
