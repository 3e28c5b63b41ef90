import { useLocation } from "preact-iso";
import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Pager } from "../../elements/Pager.tsx";
import { Time } from "../../elements/Time.tsx";
import { usd } from "../../format/amounts.ts";
import { percent } from "../../format/rates.ts";
import { usePages } from "../../live/usePages.ts";
import { useHref } from "../../shell/vault.ts";
import { periodText } from "./assumptions.ts";
import { Comparison } from "./Comparison.tsx";
import { backtestTitle, comparedOfQuery, MOST_COMPARED, pathOfCompared, toggled } from "./comparison.ts";
import "./backtests.css";

const PER_PAGE = 20;

export function Backtests() {
  const { query } = useLocation();
  const href = useHref();
  const compared = comparedOfQuery(query);
  const backtests = usePages("backtests", (client, cursor, signal) =>
    client.GET("/v1/backtests", { params: { query: { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) } }, signal }),
  );
  return (
    <>
      <div class="page-head">
        <h1>Backtests</h1>
        <p>The keeper’s decisions over the past, with every cost, beside strategies that need no model.</p>
      </div>
      <Shown answer={backtests} what="backtests">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNotice title="None kept yet">
              <code>npx keeper backtest --from 2022-07-01 --to 2024-02-29 --save NAME</code> plays history through the keeper’s decisions
              and keeps what comes out here. <code>--synthetic 20x365</code> does so with a made-up past where there is no history.
            </EmptyNotice>
          ) : (
            <div class="stack">
              {compared.length > 1 ? (
                <Comparison ids={compared} />
              ) : (
                <p class="soft">{compared.length === 1 ? "Choose one more to compare." : "Choose up to four to compare them."}</p>
              )}
              <Card title="Kept" note="newest first" right={compared.length > 0 ? <a href={href("/backtests")}>Choose none</a> : undefined}>
                <KeptTable backtests={items} compared={compared} />
                <Pager pages={backtests} />
              </Card>
            </div>
          )
        }
      </Shown>
    </>
  );
}

/** The address holds what is compared, so that it can be passed on. */
function KeptTable({ backtests, compared }: { backtests: readonly Schema<"ListedBacktest">[]; compared: readonly number[] }) {
  const { route } = useLocation();
  const href = useHref();
  return (
    <DataTable
      label="Backtests that were kept"
      rows={backtests}
      rowKey={({ id }) => id}
      columns={[
        {
          name: "Compare",
          cell: (backtest) => (
            <input
              type="checkbox"
              aria-label={`Compare ${backtestTitle(backtest)}`}
              checked={compared.includes(backtest.id)}
              disabled={compared.length >= MOST_COMPARED && !compared.includes(backtest.id)}
              onChange={() => route(href(pathOfCompared(toggled(compared, backtest.id))), true)}
            />
          ),
        },
        { name: "Name", cell: (backtest) => <a href={href(`/backtests/${backtest.id}`)}>{backtestTitle(backtest)}</a> },
        { name: "Period (UTC)", cell: (backtest) => <span class="nowrap">{periodText(backtest)}</span> },
        { name: "Capital", isNumber: true, cell: ({ capitalUsd }) => usd(capitalUsd, 0) },
        { name: "Past", cell: ({ isSynthetic, origin }) => (isSynthetic ? <Synthetic origin={origin} /> : origin) },
        { name: "Net APY, deepest fall", cell: ({ results }) => <Results results={results} /> },
        { name: "Made", cell: ({ madeAtSeconds }) => <Time seconds={madeAtSeconds} /> },
      ]}
    />
  );
}

/** Of a made-up past nothing happened: that is said before anything else. */
export function Synthetic({ origin }: { origin: string }) {
  return (
    <>
      <Badge tone="warn">Made up</Badge> {origin}
    </>
  );
}

function Results({ results }: Pick<Schema<"ListedBacktest">, "results">) {
  return (
    <ul class="results">
      {results.map(({ contender, annualisedReturn, maxDrawdown }) => (
        <li key={contender}>
          {contender}{" "}
          <span class="nowrap">
            <strong>{annualisedReturn === null ? "–" : percent(annualisedReturn)}</strong>
            <span class="soft">, {percent(maxDrawdown)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
