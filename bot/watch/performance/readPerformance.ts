import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import { PERIOD_SECONDS } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { VaultKey } from "../../store/decisions.ts";
import { growthIndices, meanDailyGrowth } from "../../store/growthIndices.ts";
import { firstPricedTick, type PricedTick, pricedTickAt, pricedTicks } from "../../store/pricedTicks.ts";
import type { Database } from "../../store/schema.ts";
import { worthHistory } from "../../store/vaultHistory.ts";
import { type MarketRate, rateBetween, rateOfDays } from "./benchmark.ts";
import { type Performance, performanceOf, WINDOWS, type WindowName } from "./windows.ts";

/** How a vault did within one of the times that are always told. */
export interface PerformanceWindow extends Performance {
  readonly window: WindowName;
  /** Whether the vault was seen for all of it; else since its first tick. */
  readonly isWhole: boolean;
}

/** Share prices of every tick over so long; of longer times those of the last tick of each day (UTC). */
const EVERY_TICK_SECONDS = 7 * PERIOD_SECONDS.day;

/** Every window, shortest first; none without a tick that saw a share price. @param marketIds The vault's markets, which it is compared with. */
export async function readPerformance(
  db: Kysely<Database>,
  key: VaultKey,
  marketIds: readonly MarketId[],
): Promise<readonly PerformanceWindow[]> {
  const [first, last] = await Promise.all([firstPricedTick(db, key, 0), pricedTickAt(db, key, Number.MAX_SAFE_INTEGER)]);
  if (first === null || last === null) return [];
  const begun = await Promise.all(
    WINDOWS.map(async ({ name, seconds }) => {
      const startSeconds = last.bucketTimeSeconds - seconds;
      const isWhole = first.bucketTimeSeconds <= startSeconds || seconds === Number.POSITIVE_INFINITY;
      const from = first.bucketTimeSeconds < startSeconds ? await pricedTickAt(db, key, startSeconds) : null;
      return { name, isWhole, from: from ?? first };
    }),
  );
  const times = begun.map(({ from }) => from.bucketTimeSeconds);
  const [path, ratesSince] = await Promise.all([
    readPath(db, key, Math.min(...times), last),
    readMarketRates(db, marketIds, times, last.bucketTimeSeconds),
  ]);
  return begun.map(({ name, isWhole, from }) => ({
    window: name,
    isWhole,
    ...performanceOf(
      [from, ...path.filter(({ bucketTimeSeconds }) => bucketTimeSeconds > from.bucketTimeSeconds)],
      ratesSince(from.bucketTimeSeconds),
    ),
  }));
}

/** Share prices until `to`, that one included: every tick's of the last days, every day's last before them. */
async function readPath(db: Kysely<Database>, key: VaultKey, fromSeconds: UnixSeconds, to: PricedTick): Promise<readonly PricedTick[]> {
  const everySince = Math.max(fromSeconds, to.bucketTimeSeconds - EVERY_TICK_SECONDS);
  const [days, ticks] = await Promise.all([
    everySince === fromSeconds ? [] : readDays(db, key, fromSeconds, everySince),
    pricedTicks(db, key, everySince, to.bucketTimeSeconds),
  ]);
  return [...days, ...ticks];
}

async function readDays(
  db: Kysely<Database>,
  key: VaultKey,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<readonly PricedTick[]> {
  const limit = Math.ceil((toSeconds - fromSeconds) / PERIOD_SECONDS.day) + 1;
  const { items } = await worthHistory(db, key, { resolution: "day", fromSeconds, toSeconds, after: null, limit });
  return items.flatMap(({ tickId, bucketTimeSeconds, sharePrice }) =>
    sharePrice === null ? [] : [{ tickId, bucketTimeSeconds, sharePrice }],
  );
}

/** What markets paid from each of several times until one: by their observations, or by their days where those were let go. */
export async function readMarketRates(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  fromTimesSeconds: readonly UnixSeconds[],
  untilSeconds: UnixSeconds,
): Promise<(fromSeconds: UnixSeconds) => readonly MarketRate[]> {
  const times = [...new Set(fromTimesSeconds)];
  const indices = await growthIndices(db, marketIds, [...new Set([...times, untilSeconds])]);
  const indexAt = new Map(indices.map((index) => [`${index.marketId} ${index.atSeconds}`, index]));
  const rates = await Promise.all(
    times.map(async (fromSeconds) => {
      const elapsedSeconds = untilSeconds - fromSeconds;
      const observed = new Map(
        marketIds.map((id) => [id, rateBetween(indexAt.get(`${id} ${fromSeconds}`), indexAt.get(`${id} ${untilSeconds}`), elapsedSeconds)]),
      );
      const missing = elapsedSeconds < PERIOD_SECONDS.day ? [] : marketIds.filter((id) => observed.get(id) === null);
      const days = new Map((await meanDailyGrowth(db, missing, fromSeconds, untilSeconds)).map((one) => [one.marketId, one]));
      const known = marketIds.flatMap((marketId): MarketRate[] => {
        const realisedApr = observed.get(marketId) ?? rateOfDays(days.get(marketId), elapsedSeconds);
        return realisedApr === null ? [] : [{ marketId, realisedApr }];
      });
      return [fromSeconds, known] as const;
    }),
  );
  const byTime = new Map(rates);
  return (fromSeconds) => byTime.get(fromSeconds) ?? [];
}
