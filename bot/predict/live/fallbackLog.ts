import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { ModelName } from "../../store/forecastTrials.ts";
import { recordModelEvents } from "../../store/modelEvents.ts";
import type { Database } from "../../store/schema.ts";
import { groupBy } from "./groupBy.ts";

/** Tells that persistence forecasts in a model's place. */
export interface FallbackLog {
  /** What to tell a person, one line a reason. In the database once, until it is about other markets or for another reason. */
  note(name: ModelName, refused: ReadonlyMap<MarketId, string>, atSeconds: UnixSeconds): Promise<string[]>;
}

export function createFallbackLog(db: Kysely<Database>): FallbackLog {
  let recorded = "";
  return {
    note: async ({ model, modelVersion }, refused, timeSeconds) => {
      const byReason = [...groupBy(refused, ([, reason]) => reason)].map(([reason, markets]) => ({
        reason,
        markets: markets.map(([id]) => id),
      }));
      const key = JSON.stringify([model, modelVersion, byReason]);
      if (key !== recorded) {
        await recordModelEvents(
          db,
          byReason.map((detail) => ({ timeSeconds, kind: "fallback", model, modelVersion, detail })),
        );
        recorded = key;
      }
      return byReason.map(({ reason, markets }) => `the forecaster ${model} ${reason}; persistence forecasts ${markets.join(", ")}`);
    },
  };
}
