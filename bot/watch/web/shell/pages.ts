import { lazy } from "preact-iso";

/** Every page there is, in the order of the navigation. A page of one thing (`:id`) is reached from its list. */
export const PAGES = [
  { path: "/", name: "Overview", page: lazy(() => import("../pages/overview/Overview.tsx").then((module) => module.Overview)) },
  {
    path: "/allocation",
    name: "Allocation",
    page: lazy(() => import("../pages/allocation/Allocation.tsx").then((module) => module.Allocation)),
  },
  { path: "/markets", name: "Markets", page: lazy(() => import("../pages/markets/Markets.tsx").then((module) => module.Markets)) },
  {
    path: "/decisions",
    name: "Decisions",
    page: lazy(() => import("../pages/decisions/Decisions.tsx").then((module) => module.Decisions)),
  },
  {
    path: "/transactions",
    name: "Transactions",
    page: lazy(() => import("../pages/transactions/Transactions.tsx").then((module) => module.Transactions)),
  },
  { path: "/models", name: "Models", page: lazy(() => import("../pages/models/Models.tsx").then((module) => module.Models)) },
  {
    path: "/backtests",
    name: "Backtests",
    page: lazy(() => import("../pages/backtests/Backtests.tsx").then((module) => module.Backtests)),
  },
  { path: "/alerts", name: "Alerts", page: lazy(() => import("../pages/alerts/Alerts.tsx").then((module) => module.Alerts)) },
  { path: "/limits", name: "Limits and roles", page: lazy(() => import("../pages/limits/Limits.tsx").then((module) => module.Limits)) },
  { path: "/deposit", name: "Deposit", page: lazy(() => import("../pages/deposit/Deposit.tsx").then((module) => module.Deposit)) },
] as const;

export const PAGES_OF_ONE = [
  { path: "/markets/:id", page: lazy(() => import("../pages/markets/Market.tsx").then((module) => module.Market)) },
  { path: "/decisions/:id", page: lazy(() => import("../pages/decisions/Decision.tsx").then((module) => module.DecisionPage)) },
  { path: "/backtests/:id", page: lazy(() => import("../pages/backtests/Backtest.tsx").then((module) => module.BacktestPage)) },
  { path: "/alerts/:id", page: lazy(() => import("../pages/alerts/Alert.tsx").then((module) => module.AlertPage)) },
] as const;

/** Whether a path is of a page, or of one thing that it lists. */
export function isWithin(path: string, page: string): boolean {
  return page === "/" ? path === "/" : path === page || path.startsWith(`${page}/`);
}
