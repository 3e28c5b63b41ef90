import type { MarketId, Token } from "./market.ts";
import type { Address, UnixSeconds } from "./units.ts";

/** The vault as the chain had it at one block. Amounts are in the vault's asset, smallest units. */
export interface VaultState {
  readonly chainId: number;
  readonly address: Address;
  readonly blockNumber: number;
  readonly blockTimeSeconds: UnixSeconds;
  readonly asset: Token;
  readonly totalAssets: bigint;
  readonly totalShares: bigint;
  readonly shareDecimals: number;
  readonly idle: bigint;
  readonly paused: boolean;
  /** Changes with every rebalance and every change of limits: a plan made at another nonce cannot execute. */
  readonly stateNonce: bigint;
  readonly idleFloorBps: number;
  readonly maxRebalanceLossBps: number;
  /** In the order of the withdrawal queue. */
  readonly positions: readonly Position[];
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
  readonly healthy: boolean;
  /** Why it is not healthy; empty when it is. */
  readonly healthReason: string;
}
