import type { HistoryMarket, PeriodYield } from "../../core/periodYield.ts";
import type { RateConvention } from "./rateConvention.ts";

/** What one sample of somebody else's history says about one market and one period. */
export interface HistoryRow {
  readonly market: HistoryMarket;
  readonly yields: PeriodYield;
  /** How the figures were given, which `yields` no longer shows; null where they came as they are. */
  readonly convention: Pick<RateConvention, "base" | "reward" | "tvl"> | null;
}

/** A row of the market and period with nothing known: layouts fill in what they have. */
export function emptyYields(row: Pick<PeriodYield, "marketId" | "periodStartSeconds" | "origin" | "lastSampleSeconds">): PeriodYield {
  return {
    ...row,
    lastBlockNumber: null,
    samples: 1,
    supplyApr: null,
    rewardApr: null,
    realisedApr: null,
    totalSupplyUsd: null,
    totalBorrowUsd: null,
    liquidityUsd: null,
    utilization: null,
    assetPriceUsd: null,
    depositUsd: null,
    withdrawUsd: null,
    borrowUsd: null,
    repayUsd: null,
    volumeUsd: null,
    impermanentLoss7d: null,
  };
}

/** Debts over deposits; null where one is not known or there are no deposits. */
export function utilizationOf(totalBorrowUsd: number | null, totalSupplyUsd: number | null): number | null {
  if (totalBorrowUsd === null || totalSupplyUsd === null || totalSupplyUsd <= 0) return null;
  return totalBorrowUsd / totalSupplyUsd;
}
