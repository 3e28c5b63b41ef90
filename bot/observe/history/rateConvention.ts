import type { Apr, Apy } from "../../core/units.ts";

export type RateKind = "apr" | "apy";

/** What a project's figures at DefiLlama mean. */
export interface RateConvention {
  /** The rate depositors earn without rewards, or both together where the project does not tell them apart. */
  readonly base: RateKind;
  readonly reward: RateKind;
  /** What `tvlUsd` counts: all deposits, or only the cash that is left (deposits less debts) of a lending market. */
  readonly tvl: "deposits" | "cash";
  readonly category: string | null;
}

const LENDING_APR: RateConvention = { base: "apr", reward: "apr", tvl: "cash", category: "lending" };
const POOL_APR: RateConvention = { base: "apr", reward: "apr", tvl: "deposits", category: "lp" };

/** Of rates that were read from the protocols, with all deposits beside them. */
export const SIMPLE_RATES: RateConvention = { base: "apr", reward: "apr", tvl: "deposits", category: null };

/**
 * What DefiLlama's adaptors compute, read in their source (github.com/DefiLlama/yield-server, src/adaptors/<project>/index.js), although
 * the fields are all named "apy". The names of the projects are DefiLlama's; "curve" and "pancakeswap-v3" are how daily files name them.
 */
export const RATE_CONVENTIONS: ReadonlyMap<string, RateConvention> = new Map([
  // liquidityRate / 1e27: simple. tvlUsd = what the aToken holds of its asset.
  ["aave-v2", LENDING_APR],
  ["aave-v3", LENDING_APR],
  ["spark", LENDING_APR],
  ["sparklend", LENDING_APR],
  // supplyRate / 1e18 × seconds a year; tvlUsd = totalSupplyUsd − totalBorrowUsd.
  ["compound-v3", LENDING_APR],
  // (rate a block × blocks a day + 1)^365 − 1; the reward is not compounded; tvlUsd = getCash.
  ["compound-v2", { ...LENDING_APR, base: "apy" }],
  // Fees of a day × 365 / TVL.
  ["uniswap-v2", POOL_APR],
  ["uniswap-v3", POOL_APR],
  ["pancakeswap-amm-v3", POOL_APR],
  ["pancakeswap-v3", POOL_APR],
  // Curve's latestDailyApy, compounded daily; gaugeCrvApy is simple in spite of its name.
  ["curve-dex", { ...POOL_APR, base: "apy" }],
  ["curve", { ...POOL_APR, base: "apy" }],
  // Lido's own moving average of its APR.
  ["lido", { ...POOL_APR, category: "staking" }],
  // (rate / 1e27)^seconds a year − 1; farms pay rate × 365 / TVL.
  ["sky-lending", { base: "apy", reward: "apr", tvl: "deposits", category: "savings" }],
  // Morpho's own netApy, from which rewards (an APR) are taken out.
  ["morpho-blue", { base: "apy", reward: "apr", tvl: "deposits", category: "vault" }],
]);

/**
 * For every other project: compounded, as the fields are named, which never overstates a yield; and cash, for deposits that are not known to
 * be all deposits must not be taken for them.
 */
export const UNKNOWN_PROJECT: RateConvention = { base: "apy", reward: "apy", tvl: "cash", category: null };

export function rateConvention(project: string): RateConvention {
  return RATE_CONVENTIONS.get(project) ?? UNKNOWN_PROJECT;
}

/** A rate as it was quoted, as a simple one. An APY is taken to be compounded daily: 365 · ((1 + apy)^(1/365) − 1). */
export function aprOf(rate: number | null, kind: RateKind): Apr | null {
  return rate === null || kind === "apr" ? rate : aprOfDailyApy(rate);
}

/** The simple rate that, compounded daily, gives the APY. NaN for a loss of more than everything. */
export function aprOfDailyApy(apy: Apy): Apr {
  return 365 * Math.expm1(Math.log1p(apy) / 365);
}
