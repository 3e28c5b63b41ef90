import type { Kysely } from "kysely";
import { KeeperError } from "../core/errors.ts";
import type { MarketId } from "../core/market.ts";
import type { Period } from "../core/periodYield.ts";
import type { UnixSeconds } from "../core/units.ts";
import { conditionsBetween } from "../predict/live/liveConditions.ts";
import { described } from "../predict/live/liveSeries.ts";
import { seriesOfPeriodYields } from "../predict/series/fromPeriodYields.ts";
import type { MarketSeries } from "../predict/series/marketSeries.ts";
import { knownMarketIds, type SeriesMarket, seriesMarkets, settledYields } from "../store/recentYields.ts";
import type { Database } from "../store/schema.ts";
import { type Past, spanOf } from "./past.ts";

export class EmptyStoreError extends KeeperError {
  constructor() {
    super(
      "the database holds no history to play back",
      "Collect some with `keeper observe run`, bring some in with `keeper import`, or give --data or --synthetic.",
      2,
    );
  }
}

/**
 * What a keeper has stored: every market by its finished hours, those without any by their finished days; of a period that several origins know
 * our own observations count. Reads market by market, so that no more than one is in memory twice.
 *
 * @param untilSeconds Periods that are not over by then, and figures of later, are left out.
 * @throws EmptyStoreError
 */
export async function storedPast(db: Kysely<Database>, untilSeconds: UnixSeconds): Promise<Pick<Past, "series" | "daily" | "conditions">> {
  const markets = await seriesMarkets(db, await knownMarketIds(db), untilSeconds);
  const series = await seriesBy(db, "hour", markets, untilSeconds);
  const hourly = new Set<MarketId>(series.map(({ marketId }) => marketId));
  const daily = await seriesBy(
    db,
    "day",
    markets.filter(({ id }) => !hourly.has(id)),
    untilSeconds,
  );
  if (series.length + daily.length === 0) throw new EmptyStoreError();
  const { fromSeconds } = spanOf({ series: [...series, ...daily] });
  return { series, daily, conditions: await conditionsBetween(db, fromSeconds, untilSeconds) };
}

async function seriesBy(
  db: Kysely<Database>,
  period: Period,
  markets: readonly SeriesMarket[],
  untilSeconds: UnixSeconds,
): Promise<readonly MarketSeries[]> {
  const found: MarketSeries[] = [];
  for (const market of markets) {
    const series = seriesOfPeriodYields(described(market), period, await settledYields(db, period, [market.id], 0, untilSeconds));
    if (series.timeSeconds.length > 0) found.push(series);
  }
  return found;
}
