import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Time } from "../../elements/Time.tsx";
import type { Contract } from "./Limits.tsx";

/** What will raise risk, and can still be revoked. */
export function PendingChanges({ contract: { pendingChanges, chainId, limits } }: { contract: Contract }) {
  return (
    <Card title="Announced changes" note={`what raises risk waits ${limits.timelockHours} hours, and the guardian can revoke it`}>
      {pendingChanges.length === 0 ? (
        <p class="soft">None: nothing that raises risk is on its way.</p>
      ) : (
        <DataTable
          label="Announced changes"
          rows={pendingChanges}
          rowKey={({ data }) => data}
          columns={[
            {
              name: "Change",
              cell: (change) => (
                <span class="mono">
                  {change.functionName}({change.arguments.map(({ name, value }) => `${name} ${value}`).join(", ")})
                </span>
              ),
            },
            { name: "By", cell: ({ submitter }) => <Explorer chainId={chainId} kind="address" value={submitter} /> },
            {
              name: "Can be made",
              cell: ({ isExecutable, executableAtSeconds }) =>
                isExecutable ? <Badge tone="warn">Now</Badge> : <Time seconds={executableAtSeconds} />,
            },
            { name: "Until", cell: ({ expiresAtSeconds }) => <Time seconds={expiresAtSeconds} /> },
          ]}
        />
      )}
    </Card>
  );
}
