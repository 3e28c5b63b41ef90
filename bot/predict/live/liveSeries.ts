import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { HistoryMarket, PeriodYield } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { recentHours, type SeriesMarket, seriesMarkets, yieldSamples } from "../../store/recentYields.ts";
import type { Database } from "../../store/schema.ts";
import { seriesOfPeriodYields } from "../series/fromPeriodYields.ts";
import type { MarketSeries } from "../series/marketSeries.ts";
import { groupBy } from "./groupBy.ts";
import { hourOf, sampledHours } from "./sampledHours.ts";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** A month of features and a day to spare. */
export const LOOK_BACK_SECONDS = 31 * 86_400;

/** What kind of market a protocol has, in the words of the history that models are trained on. */
const CATEGORIES: Readonly<Record<string, string>> = {
  "aave-v3": "lending",
  "compound-v3": "lending",
  curve: "lp",
  "uniswap-v3": "lp",
  lido: "staking",
};

/** Reads the past of markets as it was known at a moment. */
export type SeriesReader = (
  marketIds: readonly MarketId[],
  atSeconds: UnixSeconds,
  lookBackSeconds?: number,
) => Promise<readonly MarketSeries[]>;

/** Of what was read before, so much is read again when an hour ends: gaps are refilled within a day, if at all. */
const REREAD_SECONDS = DAY_SECONDS;

/**
 * Reads series from the database: finished hours, our own before anybody else's, and since the last finished hour every observation up to
 * the moment itself. A market without a point is left out. Finished hours are kept in memory: when an hour ends the last day is read again, and with
 * the first hour of a day all of it. The same moment asked later gives the same points, except where gaps were refilled or blocks left the
 * chain meanwhile.
 */
export function createSeriesReader(db: Kysely<Database>): SeriesReader {
  let kept: KeptPast | null = null;
  return async (marketIds, atSeconds, lookBackSeconds = LOOK_BACK_SECONDS) => {
    const hour = hourOf(atSeconds);
    const fromSeconds = hour - lookBackSeconds;
    const key = JSON.stringify([lookBackSeconds, marketIds]);
    if (kept?.key !== key || kept.hour !== hour) {
      const before = kept?.key === key && isSameDayBefore(kept.hour, hour) ? kept.past : null;
      kept = { key, hour, past: await finishedPast(db, marketIds, fromSeconds, hour, before) };
    }
    const { markets, hours } = kept.past;
    const since = markets.map((market) => ({ marketId: market.id, sinceSeconds: samplesFrom(market, fromSeconds) - HOUR_SECONDS }));
    const samples = groupBy(await yieldSamples(db, since, atSeconds), (sample) => sample.marketId);
    return markets.flatMap((market) => {
      const sampled = sampledHours(samples.get(market.id) ?? [], samplesFrom(market, fromSeconds), atSeconds);
      const series = seriesOfPeriodYields(described(market), "hour", [...(hours.get(market.id) ?? []), ...sampled]);
      return series.timeSeconds.length === 0 ? [] : [series];
    });
  };
}

interface KeptPast {
  /** What was asked for. */
  readonly key: string;
  readonly hour: UnixSeconds;
  readonly past: FinishedPast;
}

interface FinishedPast {
  readonly markets: readonly SeriesMarket[];
  readonly hours: ReadonlyMap<MarketId, readonly PeriodYield[]>;
}

function isSameDayBefore(before: UnixSeconds, hour: UnixSeconds): boolean {
  return before <= hour && Math.floor(before / DAY_SECONDS) === Math.floor(hour / DAY_SECONDS);
}

/** @param before What was read earlier the same day: all of it but its last day is taken over. */
async function finishedPast(
  db: Kysely<Database>,
  marketIds: readonly MarketId[],
  fromSeconds: UnixSeconds,
  hour: UnixSeconds,
  before: FinishedPast | null,
): Promise<FinishedPast> {
  const readFrom = before === null ? fromSeconds : Math.max(fromSeconds, hour - REREAD_SECONDS);
  const [markets, rows] = await Promise.all([seriesMarkets(db, marketIds, hour), recentHours(db, marketIds, readFrom, hour)]);
  const read = groupBy(rows, (row) => row.marketId);
  if (before === null) return { markets, hours: read };
  const stays = ({ periodStartSeconds }: PeriodYield) => periodStartSeconds >= fromSeconds && periodStartSeconds < readFrom;
  const hours = new Map(marketIds.map((id) => [id, [...(before.hours.get(id) ?? []).filter(stays), ...(read.get(id) ?? [])]]));
  return { markets, hours };
}

function samplesFrom({ summedUpUntilSeconds }: SeriesMarket, fromSeconds: UnixSeconds): UnixSeconds {
  return Math.max(fromSeconds, summedUpUntilSeconds ?? fromSeconds);
}

/** A stored market in the words of the history that models are trained on. */
export function described({ id, protocol, symbol, category }: SeriesMarket): HistoryMarket {
  return { id, protocol, symbol, category: category ?? CATEGORIES[protocol] ?? null };
}
