/** Not `predict`'s asset class: it counts savings shares as dollars, which are worth more than one. */
const DOLLAR_TOKENS: ReadonlySet<string> = new Set([
  "USDC",
  "USDT",
  "DAI",
  "USDS",
  "USDP",
  "TUSD",
  "GUSD",
  "LUSD",
  "FRAX",
  "GHO",
  "PYUSD",
  "CRVUSD",
  "USDE",
  "RLUSD",
]);

/** Whether one of the token is meant to be worth one dollar; by its symbol, in either case. */
export function isDollarToken(symbol: string): boolean {
  return DOLLAR_TOKENS.has(symbol.toUpperCase());
}
