import type { Address, Apr } from "./units.ts";

/** Names a market everywhere: "<chainId>:<protocol>:<name>", for example "1:aave-v3:usdc". */
export type MarketId = string;

/** The protocol part of a market's id: "aave-v3" of "1:aave-v3:usdc". */
export function protocolOf(marketId: MarketId): string {
  const begin = marketId.indexOf(":");
  if (begin < 0) return "";
  const end = marketId.indexOf(":", begin + 1);
  return marketId.slice(begin + 1, end < 0 ? marketId.length : end);
}

export interface Token {
  readonly address: Address;
  readonly symbol: string;
  readonly decimals: number;
}

/** A place that pays a yield on one token. */
export interface Market {
  readonly id: MarketId;
  readonly chainId: number;
  /** The collector that reads it: "aave-v3", "compound-v3", "sky-savings", "erc4626". */
  readonly protocol: string;
  /** The token a depositor brings and gets back. */
  readonly asset: Token;
  /** The contract that holds the money: pool, comet or vault. An adapter's `source()`. */
  readonly address: Address;
  /** Other contracts its collector and adapter need, by name: "psm" for Sky, "rewardsController" for Aave. */
  readonly companions: Readonly<Record<string, Address>>;
}

/** How a market's supply rate answers to money coming and going. Rates are APRs, utilizations fractions. */
export type RateModel = KinkedBorrowRate | KinkedSupplyRate | FeeShareRate | FlatRate;

/** Aave: borrow rate kinked in utilization; supply rate = borrow rate × utilization × (1 − reserveFactor). */
export interface KinkedBorrowRate {
  readonly kind: "kinked-borrow";
  readonly optimalUtilization: number;
  readonly baseBorrowApr: Apr;
  /** Rise of the borrow rate from zero to optimal utilization. */
  readonly slope1Apr: Apr;
  /** Rise of the borrow rate from optimal to full utilization. */
  readonly slope2Apr: Apr;
  readonly reserveFactor: number;
}

/** Compound III: the supply rate itself is kinked in utilization; slopes are APR per unit of utilization. */
export interface KinkedSupplyRate {
  readonly kind: "kinked-supply";
  readonly kinkUtilization: number;
  readonly baseSupplyApr: Apr;
  readonly slopeLowApr: Apr;
  readonly slopeHighApr: Apr;
}

/** A pool's fees, shared by all liquidity in range: the more of it, the less for each. */
export interface FeeShareRate {
  readonly kind: "fee-share";
  /** Deposits in our range that would get as large a share as all liquidity now in range, ours included; smallest units of the asset. */
  readonly sharingDeposits: number;
}

/** A rate set by governance that deposits do not move (Sky, DSR), or one whose answer is unknown. */
export interface FlatRate {
  readonly kind: "flat";
}
