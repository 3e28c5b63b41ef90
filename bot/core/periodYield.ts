import type { MarketId } from "./market.ts";
import type { Apr, UnixSeconds } from "./units.ts";

/** The lengths of time yields are kept for, in seconds. */
export const PERIOD_SECONDS = { hour: 3_600, day: 86_400 } as const;

export type Period = keyof typeof PERIOD_SECONDS;

/**
 * What one market paid and held over one hour or one day: summed up from observations, or brought in from somebody else's history. Null is
 * "not known", never zero.
 */
export interface PeriodYield {
  readonly marketId: MarketId;
  /** Start of the hour or day, UTC. */
  readonly periodStartSeconds: UnixSeconds;
  /** Where it comes from: "rollup" of our own observations, or the layout of a file or service. */
  readonly origin: string;
  /** The last sample that counts in it. */
  readonly lastSampleSeconds: UnixSeconds;
  readonly lastBlockNumber: number | null;
  readonly samples: number;
  /** Means of what was quoted. */
  readonly supplyApr: Apr | null;
  readonly rewardApr: Apr | null;
  /** What growth indices say was earned, without rewards. */
  readonly realisedApr: Apr | null;
  /** As they were at the last sample. */
  readonly totalSupplyUsd: number | null;
  readonly totalBorrowUsd: number | null;
  readonly liquidityUsd: number | null;
  readonly utilization: number | null;
  readonly assetPriceUsd: number | null;
  /** Sums over the period. */
  readonly depositUsd: number | null;
  readonly withdrawUsd: number | null;
  readonly borrowUsd: number | null;
  readonly repayUsd: number | null;
  readonly volumeUsd: number | null;
  /** Loss against holding over the seven days before, a fraction; of pools. */
  readonly impermanentLoss7d: number | null;
}

/** A market that is known by its history only: it may be gone, or on no chain we read. */
export interface HistoryMarket {
  readonly id: MarketId;
  readonly protocol: string;
  readonly symbol: string;
  /** "lending", "dex", "staking", …; null where its source does not say. */
  readonly category: string | null;
}
