import type { Backtest } from "../backtest/backtest.ts";
import { SYNTHETIC_LABEL, scopeText } from "../backtest/report/provenance.ts";
import { contenderRows, remarks } from "../backtest/report/table.ts";
import { table } from "./table.ts";

/** What a backtest found, for a person at a terminal. */
export function backtestText(backtest: Backtest): string {
  const scope = backtest.isSynthetic ? `${SYNTHETIC_LABEL} · ${scopeText(backtest)}` : scopeText(backtest);
  return [scope, "", table(contenderRows(backtest)), "", ...remarks(backtest)].join("\n");
}
