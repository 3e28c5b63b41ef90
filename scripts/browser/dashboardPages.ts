/** A page of the dashboard as browser tests and pictures go to it. */
export interface DashboardPage {
  /** As its picture's file is called. */
  readonly name: PageName;
  readonly path: string;
}

/** Those of the navigation, in its order. */
const PAGES = [
  { name: "overview", path: "/" },
  { name: "allocation", path: "/allocation" },
  { name: "markets", path: "/markets" },
  { name: "decisions", path: "/decisions" },
  { name: "transactions", path: "/transactions" },
  { name: "models", path: "/models" },
  { name: "backtests", path: "/backtests" },
  { name: "alerts", path: "/alerts" },
  { name: "limits", path: "/limits" },
  { name: "deposit", path: "/deposit" },
] as const;

/** A page of one thing, by its list's path. */
const PAGES_OF_ONE = [
  { name: "market", path: "/markets" },
  { name: "decision", path: "/decisions" },
  { name: "backtest", path: "/backtests" },
  { name: "alert", path: "/alerts" },
] as const;

export type PageName = (typeof PAGES)[number]["name"] | (typeof PAGES_OF_ONE)[number]["name"];

export const PAGE_NAMES: readonly PageName[] = [...PAGES, ...PAGES_OF_ONE].map(({ name }) => name);

/** Every page there is over this API, those of one thing with the first that there is of its kind. */
export async function dashboardPages(apiUrl: string): Promise<readonly DashboardPage[]> {
  const items = async <Item>(path: string): Promise<readonly Item[]> => {
    const answer = await fetch(`${apiUrl}/v1/${path}`);
    // What this keeper does not have has no page either.
    return answer.ok ? ((await answer.json()) as { readonly items: readonly Item[] }).items : [];
  };
  const [vault] = await items<{ readonly id: string }>("vaults");
  if (vault === undefined) throw new Error(`${apiUrl} knows no vault`);
  const decisions = await items<{ readonly id: string; readonly action: string }>(`vaults/${vault.id}/decisions?limit=200`);
  const moved = decisions.find(({ action }) => action === "rebalance") ?? decisions[0];
  const [backtest] = await items<{ readonly id: string | number }>("backtests");
  const [alert] = await items<{ readonly id: string | number }>("alerts?state=all");
  const first = { market: "1:aave-v3:usdc", decision: moved?.id, backtest: backtest?.id, alert: alert?.id };
  const ofOne = PAGES_OF_ONE.flatMap(({ name, path }): DashboardPage[] => {
    const id = first[name];
    return id === undefined ? [] : [{ name, path: `${path}/${encodeURIComponent(id)}` }];
  });
  return [...PAGES, ...ofOne];
}
