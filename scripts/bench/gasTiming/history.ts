import { readFileSync } from "node:fs";
import path from "node:path";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { KeeperError } from "../../../bot/core/errors.ts";
import type { UnixSeconds } from "../../../bot/core/units.ts";
import { HOUR_SECONDS } from "../../../bot/predict/gas/hourlyFees.ts";
import type { StepSeries } from "../../../bot/predict/series/conditions.ts";

const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What gas cost, and ether. */
export interface GasHistory {
  /** Base fee by the hour, gwei, no hour missing. */
  readonly fees: StepSeries;
  /** By the day, at the time at which the day was over: the average gas price, gwei, and what an ether cost, USD. */
  readonly daily: { readonly gasPrice: StepSeries; readonly ethUsd: StepSeries };
}

/** A file of gas prices cannot be used. */
export class GasHistoryError extends KeeperError {
  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file}: ${problem}`, "Give CSV files as `npm run bench` describes them under gas-timing.", 2, cause);
  }
}

/**
 * @param hourlyFile CSV with the columns `hour` (ISO 8601) and `base_fee_gwei_median`.
 * @param dailyFile CSV with the columns `date`, `avg_gas_price_gwei` and `eth_usd`; by default `ethereum_daily.csv` beside the other.
 * @throws GasHistoryError
 */
export function readGasHistory(hourlyFile: string, dailyFile = path.join(path.dirname(hourlyFile), "ethereum_daily.csv")): GasHistory {
  const fees = readSeries(hourlyFile, "hour", ["base_fee_gwei_median"], 0).base_fee_gwei_median as StepSeries;
  const gap = fees.timeSeconds.findIndex((seconds, i) => i > 0 && seconds - (fees.timeSeconds[i - 1] as number) !== HOUR_SECONDS);
  if (gap > 0) {
    throw new GasHistoryError(
      hourlyFile,
      `no hour may be missing, and ${timeText(fees.timeSeconds[gap] as number)} does not follow an hour`,
    );
  }
  const daily = readSeries(dailyFile, "date", ["avg_gas_price_gwei", "eth_usd"], DAY_SECONDS);
  return { fees, daily: { gasPrice: daily.avg_gas_price_gwei as StepSeries, ethUsd: daily.eth_usd as StepSeries } };
}

/** The figures of some columns, each at the time of its row and `laterSeconds`. */
function readSeries(file: string, timeColumn: string, columns: readonly string[], laterSeconds: number): Record<string, StepSeries> {
  const rows = readRows(file, [timeColumn, ...columns]);
  const figures = (column: string, figureOf: (text: string) => number) =>
    Float64Array.from(rows, (row, i) => {
      const [text, previous] = [row[column] ?? "", rows[i - 1]?.[column]];
      const figure = figureOf(text);
      if (text === "" || !Number.isFinite(figure)) throw new GasHistoryError(file, `"${text}" in row ${i + 1} is no ${column}`);
      if (column === timeColumn && previous !== undefined && figure <= figureOf(previous)) {
        throw new GasHistoryError(file, `row ${i + 1} (${text}) is not later than the row before it`);
      }
      return figure;
    });
  const timeSeconds = figures(timeColumn, (text) => Date.parse(text) / 1000 + laterSeconds);
  return Object.fromEntries(columns.map((column) => [column, { timeSeconds, value: figures(column, Number) }]));
}

function readRows(file: string, columns: readonly string[]): readonly Record<string, string>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new GasHistoryError(file, "there is no such file", error);
    if (code === undefined && !(error instanceof CsvError)) throw error;
    throw new GasHistoryError(file, `it cannot be read (${message})`, error);
  }
  const [first] = rows;
  if (first === undefined) throw new GasHistoryError(file, "it has no rows");
  const missing = columns.filter((column) => first[column] === undefined);
  if (missing.length > 0) throw new GasHistoryError(file, `it has no column ${missing.join(", ")}, but ${Object.keys(first).join(", ")}`);
  return rows;
}

/** The place of the last figure that was known then; -1 if none was. */
export function lastKnown({ timeSeconds }: StepSeries, atSeconds: UnixSeconds): number {
  return timeSeconds.findLastIndex((seconds) => seconds <= atSeconds);
}

export function timeText(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}
