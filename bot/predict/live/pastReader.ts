import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Database } from "../../store/schema.ts";
import type { KnownPast } from "./askModel.ts";
import { conditionsBetween } from "./liveConditions.ts";
import { createSeriesReader, LOOK_BACK_SECONDS } from "./liveSeries.ts";

/** Reads what is known of markets and their surroundings at a moment, a month and a day back. */
export type PastReader = (marketIds: readonly MarketId[], atSeconds: UnixSeconds) => Promise<KnownPast>;

export function createPastReader(db: Kysely<Database>): PastReader {
  const readSeries = createSeriesReader(db);
  return async (marketIds, atSeconds) => {
    const [series, conditions] = await Promise.all([
      readSeries(marketIds, atSeconds),
      conditionsBetween(db, atSeconds - LOOK_BACK_SECONDS, atSeconds),
    ]);
    return { series, conditions };
  };
}
