import type { HistoryMarket, PeriodYield } from "../../core/periodYield.ts";
import { PERIOD_SECONDS, type Period } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { MarketSeries } from "./marketSeries.ts";

/** Rows of these stand for their whole period, and are known when it is over; all others are samples, known at their own time. */
const SUMMED_UP_ORIGINS: ReadonlySet<string> = new Set(["rollup", "imported-rollup", "yields-daily"]);

interface Point {
  readonly knownSeconds: UnixSeconds;
  readonly row: PeriodYield;
}

/**
 * One market's hours or days as a series. Each row becomes a point at the time it was known, so that nobody can look ahead by reading the
 * series up to a moment. A row without a supply rate says nothing; of rows known at the same time the last counts. Where a period's growth
 * index is known, what was paid in it is its growth and the rewards, else what was quoted.
 *
 * @param rows Of this market and period, in any order.
 */
export function seriesOfPeriodYields(market: HistoryMarket, period: Period, rows: readonly PeriodYield[]): MarketSeries {
  const byTime = new Map<UnixSeconds, Point>();
  for (const row of rows) {
    if (row.supplyApr === null) continue;
    const knownSeconds = isSummedUp(row) ? row.periodStartSeconds + PERIOD_SECONDS[period] : row.lastSampleSeconds;
    byTime.set(knownSeconds, { knownSeconds, row });
  }
  const points = [...byTime.values()].sort((a, b) => a.knownSeconds - b.knownSeconds);
  // Loops rather than Float64Array.from, which takes several times as long: this is done for every market at every tick.
  const figures = (value: (point: Point, place: number) => number) => {
    const all = new Float64Array(points.length);
    for (let i = 0; i < all.length; i++) all[i] = value(points[i] as Point, i);
    return all;
  };
  const column = (value: (row: PeriodYield) => number | null) => figures(({ row }) => value(row) ?? Number.NaN);
  return {
    marketId: market.id,
    protocol: market.protocol,
    symbol: market.symbol,
    category: market.category,
    timeSeconds: figures(({ knownSeconds }) => knownSeconds),
    quotedApr: column(quotedApr),
    paidApr: figures((point, i) => paidAfter(point, points[i + 1])),
    totalSupplyUsd: column((row) => row.totalSupplyUsd),
    totalBorrowUsd: column((row) => row.totalBorrowUsd),
    utilization: column((row) => row.utilization),
    assetPriceUsd: column((row) => row.assetPriceUsd),
  };
}

/** What was paid from a point to the next: the next period's growth, where that begins at the point. */
function paidAfter({ knownSeconds, row }: Point, next: Point | undefined): number {
  if (next !== undefined && isSummedUp(next.row) && next.row.periodStartSeconds === knownSeconds && next.row.realisedApr !== null) {
    return next.row.realisedApr + (next.row.rewardApr ?? 0);
  }
  return quotedApr(row) ?? Number.NaN;
}

function isSummedUp({ origin }: PeriodYield): boolean {
  return SUMMED_UP_ORIGINS.has(origin);
}

function quotedApr({ supplyApr, rewardApr }: PeriodYield): number | null {
  return supplyApr === null ? null : supplyApr + (rewardApr ?? 0);
}
