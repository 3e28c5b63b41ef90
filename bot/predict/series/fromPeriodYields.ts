import type { HistoryMarket, PeriodYield } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { MarketSeries } from "./marketSeries.ts";

/** Rows of these are means over their whole period, so they hold from its start; all others are samples, which hold from their own time. */
const SUMMED_UP_ORIGINS: ReadonlySet<string> = new Set(["rollup", "imported-rollup"]);

/**
 * One market's hours or days as a series. A row without a supply rate says nothing; of rows with the same time the last counts. Where the
 * growth index is known, what was paid is its growth and the rewards, else what was quoted.
 *
 * A row that sums up its period is known when the period is over, and stands at its start: whoever forecasts from a moment leaves out
 * the periods that are not over then.
 *
 * @param rows Of this market and of one origin a period, in any order.
 */
export function seriesOfPeriodYields(market: HistoryMarket, rows: readonly PeriodYield[]): MarketSeries {
  const byTime = new Map<UnixSeconds, PeriodYield>();
  for (const row of rows) if (row.supplyApr !== null) byTime.set(pointSeconds(row), row);
  const points = [...byTime].sort(([a], [b]) => a - b);
  const column = (value: (row: PeriodYield) => number | null) => Float64Array.from(points, ([, row]) => value(row) ?? Number.NaN);
  return {
    marketId: market.id,
    protocol: market.protocol,
    symbol: market.symbol,
    category: market.category,
    timeSeconds: Float64Array.from(points, ([seconds]) => seconds),
    quotedApr: column(quotedApr),
    paidApr: column((row) => (row.realisedApr === null ? quotedApr(row) : row.realisedApr + (row.rewardApr ?? 0))),
    totalSupplyUsd: column((row) => row.totalSupplyUsd),
    totalBorrowUsd: column((row) => row.totalBorrowUsd),
    utilization: column((row) => row.utilization),
    depositUsd: column((row) => row.depositUsd),
    withdrawUsd: column((row) => row.withdrawUsd),
    borrowUsd: column((row) => row.borrowUsd),
    repayUsd: column((row) => row.repayUsd),
    assetPriceUsd: column((row) => row.assetPriceUsd),
  };
}

function pointSeconds({ origin, periodStartSeconds, lastSampleSeconds }: PeriodYield): UnixSeconds {
  return SUMMED_UP_ORIGINS.has(origin) ? periodStartSeconds : lastSampleSeconds;
}

function quotedApr({ supplyApr, rewardApr }: PeriodYield): number | null {
  return supplyApr === null ? null : supplyApr + (rewardApr ?? 0);
}
