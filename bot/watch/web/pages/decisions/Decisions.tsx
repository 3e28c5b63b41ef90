import { useLocation } from "preact-iso";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Pager } from "../../elements/Pager.tsx";
import { useAsset } from "../../live/useAsset.ts";
import { usePages } from "../../live/usePages.ts";
import { useHref, useVault } from "../../shell/vault.ts";
import { DecisionRow } from "./DecisionRow.tsx";
import { type DecisionFilter, filterOfQuery, pathOfFilter } from "./filter.ts";
import { reasonsOf, reasonWords } from "./reasons.ts";
import "./decisions.css";

const PER_PAGE = 30;

const ACTIONS = [
  { value: "all", text: "All" },
  { value: "rebalance", text: "Moves" },
  { value: "hold", text: "Non-moves" },
] as const;

export function Decisions() {
  const { id: vaultId } = useVault();
  const { query } = useLocation();
  const filter = filterOfQuery(query);
  const asset = useAsset();
  const decisions = usePages(
    `decisions of ${vaultId} ${filter.action} ${filter.reason}`,
    (client, cursor, signal) =>
      client.GET("/v1/vaults/{vaultId}/decisions", {
        params: {
          path: { vaultId },
          query: {
            limit: PER_PAGE,
            ...(filter.action === null ? {} : { action: filter.action }),
            ...(filter.reason === null ? {} : { reason: filter.reason }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
        signal,
      }),
    ["decision", "transaction"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Decisions</h1>
        <p>What the keeper did at each tick, and why. Newest first.</p>
      </div>
      <Filter filter={filter} />
      <Shown answer={decisions} what="decisions">
        {({ items }) =>
          items.length === 0 ? (
            <NothingThere filter={filter} />
          ) : (
            <Shown answer={asset} what="the vault's asset">
              {(token) => (
                <ol class="entries">
                  {items.map((decision) => (
                    <DecisionRow key={decision.id} decision={decision} asset={token} />
                  ))}
                </ol>
              )}
            </Shown>
          )
        }
      </Shown>
      <Pager pages={decisions} />
    </>
  );
}

/** The address holds what is chosen, so that it can be passed on. */
function Filter({ filter }: { filter: DecisionFilter }) {
  const { route } = useLocation();
  const href = useHref();
  const choose = (chosen: DecisionFilter) => route(href(pathOfFilter(chosen)), true);
  return (
    <div class="decision-filter">
      <Choice
        label="Which decisions"
        options={ACTIONS}
        value={filter.action ?? "all"}
        onChoose={(action) => choose({ ...filter, action: action === "all" ? null : action })}
      />
      <label>
        <span class="visually-hidden">Reason</span>
        <select
          value={filter.reason ?? ""}
          onChange={(event) =>
            choose({ ...filter, reason: reasonsOf(filter.action).find((reason) => reason === event.currentTarget.value) ?? null })
          }
        >
          <option value="">Any reason</option>
          {reasonsOf(filter.action).map((reason) => (
            <option key={reason} value={reason}>
              {reasonWords(reason)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function NothingThere({ filter: { action, reason } }: { filter: DecisionFilter }) {
  const href = useHref();
  if (action === null && reason === null) {
    return (
      <EmptyNotice title="No decision yet">
        The keeper decides at every tick, also to leave all as it is. With its first tick the decision stands here, with its costs and what
        was read for it.
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice title="No decision of this kind">
      Nothing was decided for this reason so far. <a href={href("/decisions")}>Show all decisions</a>
    </EmptyNotice>
  );
}
