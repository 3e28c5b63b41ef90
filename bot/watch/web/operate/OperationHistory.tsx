import type { Schema } from "../../client/keeperClient.ts";
import { DataTable } from "../elements/DataTable.tsx";
import { Time } from "../elements/Time.tsx";
import { actionText } from "./operationWords.ts";

/** What operators did, newest first. */
export function OperationHistory({ actions }: { actions: readonly Schema<"OperatorAction">[] }) {
  if (actions.length === 0) return <p class="soft small">No operator has ordered anything so far: what they do will stand here.</p>;
  return (
    <div>
      <h3>What operators did</h3>
      <DataTable
        label="What operators did"
        rows={actions}
        rowKey={({ id }) => id}
        columns={[
          { name: "When", cell: ({ atSeconds }) => <Time seconds={atSeconds} /> },
          { name: "What", cell: actionText },
          { name: "Who", cell: ({ by }) => by },
          { name: "Why", cell: ({ comment }) => comment ?? <span class="soft">not said</span> },
        ]}
      />
    </div>
  );
}
