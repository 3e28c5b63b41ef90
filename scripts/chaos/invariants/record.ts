import type { StoredTransaction } from "../../../bot/store/outbox.ts";
import type { Tick } from "../../../bot/store/ticks.ts";
import type { TickEnd } from "../keeperMessages.ts";

/** Everything that is judged: the chain as it is, the database as it is, what keepers sent, and what they may do. */
export interface ChaosRecord {
  readonly chain: ChainRecord;
  readonly database: { readonly transactions: readonly StoredTransaction[]; readonly ticks: readonly Tick[] };
  readonly sent: readonly SentBytes[];
  /** Every tick that a keeper brought to an end, as it told. */
  readonly ends: readonly TickEnd[];
  readonly rules: ChaosRules;
}

/** What stands in blocks that are in the chain now. */
export interface ChainRecord {
  readonly head: { readonly number: number; readonly timestampSeconds: number };
  /** Of the keeper's account, in their order. */
  readonly transactions: readonly ChainTransaction[];
  /** Of the vault, whoever sent them. */
  readonly rebalances: readonly Rebalance[];
  /** How many transactions the account has in blocks, and with those that wait. */
  readonly nonce: { readonly mined: number; readonly withWaiting: number };
  /** What a share was worth after each block that was looked at, in assets for 10^18 of assets-and-shares; in the order of blocks. */
  readonly sharePrices: readonly { readonly blockNumber: number; readonly price: bigint }[];
}

export interface ChainTransaction extends SignedFields {
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly blockTimeSeconds: number;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly effectiveGasPriceWei: bigint;
}

/** What a signature covers. */
export interface SignedFields {
  readonly hash: string;
  readonly chainId: number;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: number;
  readonly data: string;
  readonly valueWei: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

/** The vault's event `Rebalanced` with the allocations of the same transaction. */
export interface Rebalance {
  readonly transactionHash: string;
  readonly blockNumber: number;
  readonly stateNonce: bigint;
  readonly totalAssetsBefore: bigint;
  readonly totalAssetsAfter: bigint;
  readonly idleAfter: bigint;
  readonly moves: readonly { readonly adapter: string; readonly change: bigint; readonly positionAfter: bigint }[];
}

/** Bytes that a keeper offered to a node or a builder. */
export interface SentBytes {
  readonly keeper: string;
  /** Whether another keeper led the vault by then. */
  readonly afterTakeover: boolean;
  readonly transaction: SignedFields;
}

/** What the keeper's operator and the vault allow. */
export interface ChaosRules {
  readonly chainId: number;
  readonly keeper: string;
  readonly vault: string;
  readonly maxGasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  readonly maxCostWei: bigint;
  readonly maxWeiPerDay: bigint;
  readonly caps: Readonly<Record<string, { readonly absoluteCap: bigint; readonly relativeCapBps: number }>>;
  readonly idleFloorBps: number;
  readonly rebalanceLossBps: number;
  readonly priceFallBps: number;
}

/** Something that must never be. */
export interface Breach {
  readonly invariant: string;
  readonly explanation: string;
}
