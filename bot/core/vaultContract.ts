import type { Address, UnixSeconds } from "./units.ts";
import type { VaultState } from "./vaultState.ts";

/** Roles of a vault, in the order of their power. */
export const VAULT_ROLES = ["owner", "curator", "keeper", "guardian"] as const;
export type VaultRole = (typeof VAULT_ROLES)[number];

/** What a vault's contracts say of its rules at the block of its state. Amounts are in the vault's asset, smallest units. */
export interface VaultContract {
  readonly state: VaultState;
  readonly roles: Readonly<Record<VaultRole, readonly Address[]>>;
  readonly deposits: VaultDeposits;
  readonly fees: VaultFees;
  /** Changes that were announced and may still be made, in the order in which they can be. */
  readonly pendingChanges: readonly PendingChange[];
  /** Functions that can never again be used to raise risk, by name; those this keeper does not know by their selector. */
  readonly abdicated: readonly string[];
  /** Null where nobody watches the vault's sources. */
  readonly monitor: VaultMonitor | null;
  /** Roles, pending changes and abdicated functions are known from the vault's events of these blocks. */
  readonly events: ReadEvents;
}

export interface ReadEvents {
  readonly fromBlock: number;
  /** Whether that is all of them: until then an account may have a role that is not shown. */
  readonly areAll: boolean;
}

export interface VaultDeposits {
  /** Most total assets that deposits may lead to; null for any. */
  readonly cap: bigint | null;
  /** Decides who may deposit; null: everybody may. */
  readonly gate: Address | null;
}

export interface VaultFees {
  /** Receives the fees, as shares; null: none are charged. */
  readonly recipient: Address | null;
  /** The share price above which gains cost the performance fee, in whole tokens. */
  readonly highWaterMark: number;
}

/** A call that waits in the vault's timelock, or for whoever makes it. */
export interface PendingChange {
  /** "setLimit"; its selector where this keeper does not know it. */
  readonly functionName: string;
  /** With names for what the chain knows by number or hash: limits, roles and risks. */
  readonly arguments: readonly { readonly name: string; readonly value: string }[];
  /** The call's exact bytes. */
  readonly data: string;
  readonly submitter: Address;
  readonly submittedAtBlock: number;
  readonly executableAtSeconds: UnixSeconds;
  /** After this it has to be announced again. */
  readonly expiresAtSeconds: UnixSeconds;
}

/** What watches a vault's sources, and within which bounds; all but the address is null for a monitor of another kind. */
export interface VaultMonitor {
  readonly address: Address;
  readonly bounds: MonitorBounds | null;
}

export interface MonitorBounds {
  /** Positions of at most this many assets raise no alarm. */
  readonly dustAssets: bigint;
  /** Least part of gross assets that must be there for withdrawals; 0: any. */
  readonly minExitLiquidityBps: number;
  readonly feeds: readonly WatchedFeed[];
  readonly pairs: readonly FeedPair[];
}

export interface WatchedFeed {
  readonly aggregator: Address;
  readonly maxAgeSeconds: number;
  /** The prices at which it raises no alarm. */
  readonly minPrice: number;
  readonly maxPrice: number;
  /** What it says now; null where that cannot be used, which is an alarm. */
  readonly price: number | null;
}

/** Two watched feeds that should tell the same price. */
export interface FeedPair {
  readonly first: Address;
  readonly second: Address;
  readonly maxDeviationBps: number;
  /** How far the higher price lies above the lower one; null where either cannot be used. */
  readonly deviationBps: number | null;
}
