import type { MarketId, Token } from "./market.ts";
import type { Observation } from "./observation.ts";
import { type Address, toFloat, type UnixSeconds } from "./units.ts";
import type { VaultLimits } from "./vaultLimits.ts";

/**
 * What the vault lets happen, in the order of `Status` in contracts/interfaces/VaultTypes.sol. "reduce-only": no deposits and no
 * allocations; "paused": the keeper may do nothing at all. Withdrawals are open in every state.
 */
export const STATUSES = ["normal", "reduce-only", "paused"] as const;
export type VaultStatus = (typeof STATUSES)[number];

/** The vault as the chain had it at one block. Amounts are in the vault's asset, smallest units. */
export interface VaultState {
  readonly chainId: number;
  readonly address: Address;
  readonly blockNumber: number;
  readonly blockTimeSeconds: UnixSeconds;
  readonly asset: Token;
  /** What the shares are worth together: gross assets less gains that wait to be released. */
  readonly totalAssets: bigint;
  /** Idle and positions as they are: what the contract measures limits by. */
  readonly grossAssets: bigint;
  readonly totalShares: bigint;
  readonly shareDecimals: number;
  readonly idle: bigint;
  readonly status: VaultStatus;
  /** Why it is not normal; null when it is. */
  readonly trip: Trip | null;
  /** What the vault's monitor finds wrong although nobody has tripped the breaker yet; null when all is well or nobody watches. */
  readonly breakerDue: BreakerCondition | null;
  /** Changes with every rebalance and every change of limits: a plan made at another nonce cannot execute. */
  readonly stateNonce: bigint;
  readonly limits: VaultLimits;
  readonly usage: VaultUsage;
  /** The risks that positions share. */
  readonly risks: readonly Risk[];
  /** In the order of the withdrawal queue. */
  readonly positions: readonly Position[];
}

/** What a share is worth in whole tokens; null where there are no shares. */
export function sharePriceOf({ totalAssets, totalShares, asset, shareDecimals }: VaultState): number | null {
  return totalShares === 0n ? null : toFloat(totalAssets, asset.decimals) / toFloat(totalShares, shareDecimals);
}

/** What the vault's assets are worth in USD; null where none of its markets was seen, and so no price of its asset. */
export function navUsdOf(
  { totalAssets, asset, positions }: VaultState,
  observations: readonly Pick<Observation, "marketId" | "assetPriceUsd">[],
): number | null {
  const priced = observations.find(({ marketId }) => positions.some((position) => position.marketId === marketId));
  return priced === undefined ? null : toFloat(totalAssets, asset.decimals) * priced.assetPriceUsd;
}

export interface BreakerCondition {
  /** "asset-off-peg", for example. */
  readonly reason: string;
  /** The adapter, feed or vault it is about. */
  readonly subject: Address;
}

/** Since when the vault is closed, and why as far as that could be found out. */
export interface Trip {
  readonly atSeconds: UnixSeconds;
  readonly condition: BreakerCondition | null;
}

/** What rebalances have used of their budgets. */
export interface VaultUsage {
  /** Null before the first. */
  readonly lastRebalanceSeconds: UnixSeconds | null;
  /** Allocated within 24 hours. */
  readonly turnoverBps: number;
  /** Lost within 24 hours. */
  readonly lossMillionths: number;
}

/** A risk that several positions can share, and how much of the vault may depend on it. */
export interface Risk {
  /** Its name, "protocol:aave-v3" for example, where it is known; else its keccak256. */
  readonly name: string;
  readonly absoluteCap: bigint;
  readonly relativeCapBps: number;
}

/** The vault's money in one market, and what the contract lets the keeper do with it. */
export interface Position {
  readonly marketId: MarketId;
  readonly adapter: Address;
  readonly totalAssets: bigint;
  /** What could be withdrawn now. */
  readonly withdrawable: bigint;
  /** What the market would still take now, before the vault's own caps. */
  readonly allocatable: bigint;
  readonly absoluteCap: bigint;
  readonly relativeCapBps: number;
  /** Names of the risks it shares, as in the vault's `risks`. */
  readonly risks: readonly string[];
  readonly healthy: boolean;
  /** Why it is not healthy; empty when it is. */
  readonly healthReason: string;
}
