import type { MarketId, RateModel } from "./market.ts";
import type { Apr, UnixSeconds } from "./units.ts";

/** What one market was seen to be at one block. */
export interface Observation {
  readonly marketId: MarketId;
  readonly blockNumber: number;
  readonly blockTimeSeconds: UnixSeconds;
  /** Start of the UTC-aligned sampling bucket this belongs to. */
  readonly bucketTimeSeconds: UnixSeconds;
  /** Where it was read: "rpc", later "subgraph", "import". */
  readonly origin: string;
  /** The rate depositors earn now, without rewards. */
  readonly supplyApr: Apr;
  /** Token rewards on top that the vault's adapters realise: what nobody claims for the vault is not earned. */
  readonly rewardApr: Apr;
  /** Rewards the protocol quotes beyond that, at their market price; null when they cannot be priced. For information only. */
  readonly unclaimedRewardApr: Apr | null;
  /** The protocol's own growth index (liquidity index, share price): what was really earned is its growth. RAY-scaled. */
  readonly growthIndexRay: bigint;
  /** Deposits, debts, and cash a depositor could withdraw now, in the asset's smallest unit. */
  readonly totalSupply: bigint;
  readonly totalBorrow: bigint;
  readonly liquidity: bigint;
  /** How much more the market takes (supply cap, pause); null when unlimited. */
  readonly supplyRoom: bigint | null;
  /** Debts over deposits, as the protocol defines it, a fraction. */
  readonly utilization: number;
  readonly assetPriceUsd: number;
  /** What entering and leaving cost, in basis points of the amount moved: conversion fees of a peg module, for example. */
  readonly enterBps: number;
  readonly exitBps: number;
  readonly rateModel: RateModel;
  readonly flags: MarketFlags;
}

export interface MarketFlags {
  readonly paused: boolean;
  readonly frozen: boolean;
  readonly supplyCapReached: boolean;
}

/** Names an observation: one market at one block, so that an id can be made without asking a database. */
export function observationId(observation: Pick<Observation, "marketId" | "blockNumber">): string {
  return `${observation.marketId}@${observation.blockNumber}`;
}

/** The start of the bucket that `timeSeconds` falls in; buckets are aligned to the Unix epoch, so to UTC. */
export function bucketTime(timeSeconds: UnixSeconds, bucketSeconds: number): UnixSeconds {
  return Math.floor(timeSeconds / bucketSeconds) * bucketSeconds;
}
