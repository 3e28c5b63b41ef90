import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Database } from "../../store/schema.ts";
import type { KnownPast } from "./askModel.ts";
import { conditionsBetween } from "./liveConditions.ts";
import { createSeriesReader, LOOK_BACK_SECONDS } from "./liveSeries.ts";

/** Reads what is known of markets and their surroundings at a moment, a month and a day back. */
export type PastReader = (marketIds: readonly MarketId[], atSeconds: UnixSeconds) => Promise<KnownPast>;

/** The last answer is kept: forecasts and risk of one tick ask for the same. */
export function createPastReader(db: Kysely<Database>): PastReader {
  const readSeries = createSeriesReader(db);
  const read = async (marketIds: readonly MarketId[], atSeconds: UnixSeconds): Promise<KnownPast> => {
    const [series, conditions] = await Promise.all([
      readSeries(marketIds, atSeconds),
      conditionsBetween(db, atSeconds - LOOK_BACK_SECONDS, atSeconds),
    ]);
    return { series, conditions };
  };
  let last: { readonly key: string; readonly answer: Promise<KnownPast> } | null = null;
  return async (marketIds, atSeconds) => {
    const key = JSON.stringify([atSeconds, marketIds]);
    if (last?.key === key) return last.answer;
    const answer = read(marketIds, atSeconds);
    last = { key, answer };
    try {
      return await answer;
    } catch (error) {
      last = null;
      throw error;
    }
  };
}
