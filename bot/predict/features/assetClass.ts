/** What moves an asset's rates together with others': dollars are borrowed to lend and to lever, staked ether to loop. */
export type AssetClass = "dollar" | "ether" | "bitcoin" | "other";

const DOLLARS = new Set([
  "usdc",
  "usdt",
  "dai",
  "tusd",
  "busd",
  "gusd",
  "usdp",
  "pax",
  "pyusd",
  "frax",
  "lusd",
  "susd",
  "sai",
  "fei",
  "ust",
  "gho",
  "crvusd",
  "usds",
  "usde",
  "mim",
  "usd0",
  "fdusd",
  "usdc.e",
  "usdbc",
  "rlusd",
  "usdtb",
  "dola",
  "alusd",
  "usdd",
  "usdm",
  "3crv",
  "sdai",
  "susds",
  "susde",
]);
const ETHERS = new Set([
  "eth",
  "weth",
  "steth",
  "wsteth",
  "reth",
  "cbeth",
  "weeth",
  "rseth",
  "ezeth",
  "oseth",
  "frxeth",
  "sfrxeth",
  "ethx",
  "eth+",
  "pufeth",
  "sweth",
]);
const BITCOINS = new Set(["wbtc", "tbtc", "renbtc", "cbbtc", "lbtc", "sbtc", "hbtc", "ebtc", "fbtc"]);

export function assetClass(symbol: string): AssetClass {
  const name = symbol.toLowerCase();
  if (DOLLARS.has(name)) return "dollar";
  if (ETHERS.has(name)) return "ether";
  return BITCOINS.has(name) ? "bitcoin" : "other";
}
