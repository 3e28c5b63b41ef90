import { useLocation } from "preact-iso";
import { Choice } from "../../elements/Choice.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Pager } from "../../elements/Pager.tsx";
import { words } from "../../format/names.ts";
import { usePages } from "../../live/usePages.ts";
import { OperatorLine } from "../../operate/OperatorToken.tsx";
import { useHref, useVault } from "../../shell/vault.ts";
import { AlertRow } from "./AlertRow.tsx";
import { type AlertFilter, filterOfQuery, pathOfFilter, SEVERITIES, worstFirst } from "./filter.ts";
import { Silences } from "./Silences.tsx";
import "./alerts.css";

const PER_PAGE = 50;

const STATE_CHOICES = [
  { value: "open", text: "Open" },
  { value: "resolved", text: "Over" },
  { value: "all", text: "All" },
] as const;

export function Alerts() {
  const { id: vault } = useVault();
  const { query } = useLocation();
  const filter = filterOfQuery(query);
  const alerts = usePages(
    `alerts of ${vault} ${filter.state} ${filter.severity}`,
    (client, cursor, signal) =>
      client.GET("/v1/alerts", {
        params: {
          query: {
            vault,
            state: filter.state,
            limit: PER_PAGE,
            ...(filter.severity === null ? {} : { severity: filter.severity }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
        signal,
      }),
    ["alert"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Alerts</h1>
        <p>What is wrong with the vault, its keeper or its markets, the worst first.</p>
      </div>
      <div class="stack">
        <Filter filter={filter} />
        <Shown answer={alerts} what="alerts">
          {({ items }) =>
            items.length === 0 ? (
              <NothingThere filter={filter} />
            ) : (
              <ol class="entries" aria-label="Alerts">
                {worstFirst(items).map((alert) => (
                  <AlertRow key={alert.id} alert={alert} />
                ))}
              </ol>
            )
          }
        </Shown>
        <Pager pages={alerts} />
        <Silences onChange={alerts.reload} />
        <OperatorLine />
      </div>
    </>
  );
}

/** The address holds what is chosen, so that it can be passed on. */
function Filter({ filter }: { filter: AlertFilter }) {
  const { route } = useLocation();
  const href = useHref();
  const choose = (chosen: AlertFilter) => route(href(pathOfFilter(chosen)), true);
  return (
    <div class="alert-filter">
      <Choice label="Which alerts" options={STATE_CHOICES} value={filter.state} onChoose={(state) => choose({ ...filter, state })} />
      <label>
        <span class="visually-hidden">Severity</span>
        <select
          value={filter.severity ?? ""}
          onChange={(event) => choose({ ...filter, severity: SEVERITIES.find((one) => one === event.currentTarget.value) ?? null })}
        >
          <option value="">Any severity</option>
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {words(severity)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function NothingThere({ filter: { state, severity } }: { filter: AlertFilter }) {
  const href = useHref();
  if (severity !== null) {
    return (
      <EmptyNotice title="None of this severity">
        <a href={href(pathOfFilter({ state, severity: null }))}>Show any severity</a>
      </EmptyNotice>
    );
  }
  if (state === "open") {
    return (
      <EmptyNotice title="No alert is open">
        A running keeper judges the vault once a minute, and what goes wrong stands here at once. While none runs, nobody does.{" "}
        <a href={href(pathOfFilter({ state: "resolved", severity: null }))}>What was wrong before</a>
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice title="No alert so far">
      <code>keeper run</code> judges every vault once a minute. What goes wrong stays here with what was done about it.
    </EmptyNotice>
  );
}
