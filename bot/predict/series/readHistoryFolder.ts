import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { MarketId } from "../../core/market.ts";
import type { HistoryMarket, Period, PeriodYield } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { ConditionsAt } from "../../observe/history/conditionDays.ts";
import type { HistorySink } from "../../observe/history/historyIntake.ts";
import { importHistory, namesItsLayout } from "../../observe/history/importHistory.ts";
import type { Conditions } from "./conditions.ts";
import { seriesOfPeriodYields } from "./fromPeriodYields.ts";
import type { MarketSeries } from "./marketSeries.ts";
import { NoHistoryError } from "./noHistoryError.ts";

/** What a folder of history files holds, each file by what its header says it is. */
export interface HistoryFolder {
  /** Markets known by the hour, by id. */
  readonly hourly: readonly MarketSeries[];
  /** Markets known by the day only, by id. */
  readonly daily: readonly MarketSeries[];
  readonly conditions: Conditions;
  /** Names of the files that were read. */
  readonly files: readonly string[];
  /** Rows that were not believed. */
  readonly rejected: number;
}

/**
 * Reads every CSV file of a folder (packed or not) whose header is a known layout, through the same quality rules as an import into the
 * database. Files of other layouts are left alone.
 *
 * @throws NoHistoryError when there is no file to read; and what an import throws.
 */
export async function readHistoryFolder(folder: string, nowSeconds: UnixSeconds): Promise<HistoryFolder> {
  const tables = { hour: new MarketRows(), day: new MarketRows() } as const;
  const conditions = new Map<string, Map<UnixSeconds, number>>();
  const files: string[] = [];
  let rejected = 0;
  for (const name of csvFiles(folder)) {
    const file = join(folder, name);
    if (!(await namesItsLayout(file))) continue;
    const sink = memorySink(tables, conditions);
    rejected += (await importHistory({ file, layout: null, marketId: null, skipBad: true, nowSeconds, sink })).rejected;
    files.push(name);
  }
  const hourly = tables.hour.series("hour", new Set());
  const daily = tables.day.series("day", new Set(hourly.map(({ marketId }) => marketId)));
  if (hourly.length + daily.length === 0) throw new NoHistoryError(folder);
  return { hourly, daily, conditions: stepSeries(conditions), files, rejected };
}

function csvFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.csv(\.gz)?$/.test(name))
      .sort();
  } catch (cause) {
    throw new NoHistoryError(folder, cause);
  }
}

/** Rows as the database keeps and reads them: of one period and origin the last counts, of several origins the first by name. */
class MarketRows {
  readonly #markets = new Map<MarketId, { readonly market: HistoryMarket; readonly rows: Map<UnixSeconds, PeriodYield> }>();

  name(markets: readonly HistoryMarket[]): void {
    for (const market of markets) if (!this.#markets.has(market.id)) this.#markets.set(market.id, { market, rows: new Map() });
  }

  add(rows: readonly PeriodYield[]): void {
    for (const row of rows) {
      const known = this.#markets.get(row.marketId)?.rows;
      const before = known?.get(row.periodStartSeconds);
      if (before === undefined || row.origin <= before.origin) known?.set(row.periodStartSeconds, row);
    }
  }

  series(period: Period, except: ReadonlySet<MarketId>): readonly MarketSeries[] {
    return [...this.#markets.values()]
      .filter(({ market }) => !except.has(market.id))
      .map(({ market, rows }) => seriesOfPeriodYields(market, period, [...rows.values()]))
      .filter(({ timeSeconds }) => timeSeconds.length > 0)
      .sort((a, b) => (a.marketId < b.marketId ? -1 : 1));
  }
}

function memorySink(tables: Readonly<Record<Period, MarketRows>>, conditions: Map<string, Map<UnixSeconds, number>>): HistorySink {
  return {
    // The period of a market is that of its rows: both tables learn its name.
    async storeMarkets(markets: readonly HistoryMarket[]) {
      tables.hour.name(markets);
      tables.day.name(markets);
    },
    async storeConventions() {},
    async storeConditions(rows: readonly ConditionsAt[]) {
      for (const { timeSeconds, values } of rows) {
        for (const [name, value] of values) {
          const known = conditions.get(name) ?? new Map<UnixSeconds, number>();
          conditions.set(name, known.set(timeSeconds, value));
        }
      }
      return { added: rows.length, changed: 0, unchanged: 0 };
    },
    async storeYields(period: Period, rows: readonly PeriodYield[]) {
      tables[period].add(rows);
      return { added: rows.length, changed: 0, unchanged: 0 };
    },
    async keepRejected(samples: readonly unknown[]) {
      return samples.length;
    },
  };
}

function stepSeries(conditions: ReadonlyMap<string, ReadonlyMap<UnixSeconds, number>>): Conditions {
  return new Map(
    [...conditions].map(([name, values]) => {
      const ascending = [...values].sort(([a], [b]) => a - b);
      return [
        name,
        { timeSeconds: Float64Array.from(ascending, ([time]) => time), value: Float64Array.from(ascending, ([, value]) => value) },
      ];
    }),
  );
}
