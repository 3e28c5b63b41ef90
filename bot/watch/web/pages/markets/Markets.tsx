import { useState } from "preact/hooks";
import { Card } from "../../elements/Card.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { together } from "../../live/together.ts";
import { useVault } from "../../shell/vault.ts";
import { keeperNow } from "./age.ts";
import { MarketTable } from "./MarketTable.tsx";
import { isShown, type MarketFilter, type MarketRow, marketRows, protocolsOf } from "./marketRows.ts";
import { useMarkets } from "./useMarkets.ts";
import { useContract, useOverview } from "./usePositions.ts";
import "./markets.css";

/** Where money could be, what that pays and what may go wrong there; the vault's own markets first. */
export function Markets() {
  const vault = useVault();
  const [filter, setFilter] = useState<MarketFilter>({ protocol: null, text: "" });
  const answer = together(useMarkets(), useOverview());
  const contract = useContract();
  const markets = answer.data?.[0].markets ?? [];
  return (
    <>
      <div class="page-head">
        <h1>Markets</h1>
        <p>What they pay now, what is expected of them, and what may go wrong.</p>
      </div>
      {markets.length > 0 && <Filter filter={filter} protocols={protocolsOf(markets)} setFilter={setFilter} />}
      <Shown answer={answer} what="the markets">
        {([known, overview]) => {
          const { allocation } = overview;
          if (known.markets.length === 0) {
            return (
              <EmptyNotice title="No market yet">
                The keeper watches the markets that its configuration names: with its first tick they stand here.
              </EmptyNotice>
            );
          }
          const { own, others } = marketRows(known, allocation, contract.data?.positions ?? []);
          const shared = {
            nowSeconds: keeperNow(overview),
            tickSeconds: vault.tickSeconds,
            hasCaps: contract.data !== null,
          };
          const shown = (rows: readonly MarketRow[]) => rows.filter((row) => isShown(row, filter));
          return (
            <div class="stack">
              <Card
                title="The vault's markets"
                note={contract.failure !== null ? `Without caps: ${contract.failure.message}` : "the largest position first"}
              >
                {allocation === null ? (
                  <EmptyNotice title="No decision yet">The first one says which markets the vault can be in.</EmptyNotice>
                ) : shown(own).length === 0 ? (
                  <NoneShown />
                ) : (
                  <MarketTable label="Rates and risks of the vault's markets" rows={shown(own)} isOwn {...shared} />
                )}
              </Card>
              {others.length > 0 && (
                <Card title="Other markets" note="watched, but not the vault's">
                  {shown(others).length === 0 ? (
                    <NoneShown />
                  ) : (
                    <MarketTable label="Rates and risks of other markets" rows={shown(others)} isOwn={false} {...shared} />
                  )}
                </Card>
              )}
            </div>
          );
        }}
      </Shown>
    </>
  );
}

function NoneShown() {
  return <p class="soft">None of them is what you look for.</p>;
}

function Filter({
  filter,
  protocols,
  setFilter,
}: {
  filter: MarketFilter;
  protocols: readonly string[];
  setFilter: (filter: MarketFilter) => void;
}) {
  return (
    <search class="market-filter">
      <label>
        <span class="visually-hidden">Name or asset</span>
        <input
          type="search"
          placeholder="Name or asset"
          value={filter.text}
          onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      {protocols.length > 1 && (
        <label>
          <span class="visually-hidden">Protocol</span>
          <select
            value={filter.protocol ?? ""}
            onChange={(event) => setFilter({ ...filter, protocol: event.currentTarget.value === "" ? null : event.currentTarget.value })}
          >
            <option value="">Every protocol</option>
            {protocols.map((protocol) => (
              <option key={protocol} value={protocol}>
                {protocol}
              </option>
            ))}
          </select>
        </label>
      )}
    </search>
  );
}
