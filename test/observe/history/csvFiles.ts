import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { PeriodYield } from "../../../bot/core/periodYield.ts";
import type { RejectedSample } from "../../../bot/core/rejectedSample.ts";
import type { ConditionsAt } from "../../../bot/observe/history/conditionDays.ts";
import type { HistorySink, RecordedConvention } from "../../../bot/observe/history/historyIntake.ts";
import { type HistoryImport, type ImportReport, importHistory } from "../../../bot/observe/history/importHistory.ts";
import { PROJECT_ROOT } from "../../cli/support/command.ts";
import { createTestFolder } from "../../store/testStore.ts";

/** The real history lies beside the project where it is developed, and is no part of it. */
export function realFile(name: string): string | null {
  const file = path.join(PROJECT_ROOT, "../shared/data", name);
  // A work tree lies one folder deeper than a clone.
  return existsSync(file) ? file : null;
}

export const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000;

export const HOURLY_HEADER =
  "timestamp,block,market,protocol,symbol,supply_apr_pct,total_supply_usd,total_borrow_usd,deposit_usd_1h,withdraw_usd_1h,borrow_usd_1h,repay_usd_1h";
export const DAILY_HEADER =
  "date,market,protocol,symbol,category,apy_pct,apy_base_pct,apy_reward_pct,borrow_apy_pct,tvl_usd,tvl_basis,borrow_usd,volume_usd,il_7d_pct";

/** A line of hourly history at this time, with what differs. */
export function hourlyLine(
  timestamp: number | string,
  changes: { apr?: number | string; supply?: number; borrow?: number; market?: string } = {},
): string {
  const { apr = 4, supply = 1_000, borrow = 700, market = "aave-v3:usdc:0" } = changes;
  return [timestamp, 15_250_541, market, "aave-v3", "USDC", apr, supply, borrow, 1, 2, 3, 4].join(",");
}

/** Writes a file of these lines; packed if its name says so. */
export async function csvFile(lines: readonly string[] | Buffer, name = "history.csv"): Promise<string> {
  const file = path.join(await createTestFolder(), name);
  const content = Buffer.isBuffer(lines) ? lines : Buffer.from(`${lines.join("\n")}\n`);
  await writeFile(file, name.endsWith(".gz") && !Buffer.isBuffer(lines) ? gzipSync(content) : content);
  return file;
}

/** A sink that remembers everything. */
export function memorySink() {
  const yields: PeriodYield[] = [];
  const rejected: RejectedSample[] = [];
  const conventions: RecordedConvention[] = [];
  const batches: number[] = [];
  const conditions: ConditionsAt[] = [];
  const sink: HistorySink = {
    storeMarkets: async () => undefined,
    storeConventions: async (some) => void conventions.push(...some),
    storeYields: async (_period, rows) => {
      batches.push(rows.length);
      yields.push(...rows);
      return { added: rows.length, changed: 0, unchanged: 0 };
    },
    storeConditions: async (rows) => {
      conditions.push(...rows);
      return { added: rows.length, changed: 0, unchanged: 0 };
    },
    keepRejected: async (samples) => {
      rejected.push(...samples);
      return samples.length;
    },
  };
  return { sink, yields, rejected, conventions, conditions, batches };
}

export function importInto(sink: HistorySink, file: string, changes: Partial<HistoryImport> = {}): Promise<ImportReport> {
  return importHistory({ file, layout: null, marketId: null, skipBad: false, nowSeconds: NOW_SECONDS, sink, ...changes });
}
