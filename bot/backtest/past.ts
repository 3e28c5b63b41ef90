import type { MarketId, RateModel } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Conditions } from "../predict/series/conditions.ts";
import type { MarketSeries } from "../predict/series/marketSeries.ts";
import { readHistoryFolder } from "../predict/series/readHistoryFolder.ts";
import type { PastSource } from "./backtest.ts";
import { SYNTHETIC } from "./synthetic/syntheticMarket.ts";
import { DEFAULT_FROM_SECONDS, syntheticMarkets } from "./synthetic/syntheticMarkets.ts";

/** All that is known of a time that is over. */
export interface Past {
  readonly isSynthetic: boolean;
  /** Markets known by the hour, which a backtest is about; those known by the day only where there are no others. */
  readonly series: readonly MarketSeries[];
  /** Markets known by the day beside them: risks are learned from these, too. */
  readonly daily: readonly MarketSeries[];
  readonly conditions: Conditions;
  /** By series id, where they are known. */
  readonly rateModels: ReadonlyMap<MarketId, RateModel>;
}

export interface PastDeps {
  readonly nowSeconds: UnixSeconds;
  /** Reads what a keeper has stored. */
  readonly readStore: () => Promise<Pick<Past, "series" | "daily" | "conditions">>;
}

/** @throws what reading a folder or the database throws. */
export async function loadPast(source: PastSource, { nowSeconds, readStore }: PastDeps): Promise<Past> {
  if (source.kind === "synthetic") {
    const { markets, days, seed } = source;
    const made = syntheticMarkets({ markets, days, seed, fromSeconds: DEFAULT_FROM_SECONDS });
    return { isSynthetic: true, series: made.markets, daily: [], conditions: made.conditions, rateModels: made.rateModels };
  }
  const { series, daily, conditions } = source.kind === "database" ? await readStore() : await folderPast(source.folder, nowSeconds);
  const used = series.length > 0 ? series : daily;
  return {
    isSynthetic: used.every(({ marketId }) => marketId.startsWith(`${SYNTHETIC}:`)),
    series: used,
    daily: series.length > 0 ? daily : [],
    conditions,
    rateModels: new Map(),
  };
}

async function folderPast(folder: string, nowSeconds: UnixSeconds): Promise<Pick<Past, "series" | "daily" | "conditions">> {
  const { hourly, daily, conditions } = await readHistoryFolder(folder, nowSeconds);
  return { series: hourly, daily, conditions };
}

/** When the past begins and ends: the first and the last point of any of its markets. */
export function spanOf({ series }: Pick<Past, "series">): { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds } {
  return {
    fromSeconds: Math.min(...series.map(({ timeSeconds }) => timeSeconds[0] ?? Number.POSITIVE_INFINITY)),
    toSeconds: Math.max(...series.map(({ timeSeconds }) => timeSeconds.at(-1) ?? Number.NEGATIVE_INFINITY)),
  };
}
