import { DataTable } from "../elements/DataTable.tsx";
import { Shown } from "../elements/notices.tsx";
import { Pager } from "../elements/Pager.tsx";
import { Time } from "../elements/Time.tsx";
import { usePages } from "../live/usePages.ts";
import { actionText } from "./operationWords.ts";

const PER_PAGE = 8;

/** What operators did, newest first. */
export function OperationHistory({ vaultId }: { vaultId: string }) {
  const actions = usePages(
    `operations of ${vaultId}`,
    (client, cursor, signal) =>
      client.GET("/v1/vaults/{vaultId}/operations", {
        params: { path: { vaultId }, query: { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) } },
        signal,
      }),
    ["operation"],
  );
  return (
    <div>
      <h3>What operators did</h3>
      <Shown answer={actions} what="what operators did">
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft small">Nothing so far. What they order will stand here, with who and why.</p>
          ) : (
            <DataTable
              label="What operators did"
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  name: "When",
                  cell: ({ atSeconds }) => (
                    <span class="nowrap">
                      <Time seconds={atSeconds} />
                    </span>
                  ),
                },
                { name: "What", cell: actionText },
                { name: "Who", cell: ({ by }) => by },
                { name: "Why", cell: ({ comment }) => comment ?? <span class="soft">not said</span> },
              ]}
            />
          )
        }
      </Shown>
      <Pager pages={actions} />
    </div>
  );
}
