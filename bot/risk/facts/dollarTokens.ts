import { assetClass } from "../../predict/features/assetClass.ts";

/** Shares of savings and pools move with dollars, as forecasts see it, but are worth more than one. */
const DOLLAR_SHARES: ReadonlySet<string> = new Set(["3CRV", "SDAI", "SUSDS", "SUSDE"]);

/** Whether one of the token is meant to be worth one dollar; by its symbol, in either case. */
export function isDollarToken(symbol: string): boolean {
  return assetClass(symbol) === "dollar" && !DOLLAR_SHARES.has(symbol.toUpperCase());
}
