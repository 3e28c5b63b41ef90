import { existsSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Command } from "commander";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import type { Store } from "../store/connection.ts";
import {
  countRows,
  EXPORT_TABLES,
  type ExportQuery,
  type ExportTable,
  exportBatches,
  exportColumns,
  exportCsv,
} from "../store/exportRows.ts";
import { ROW_GROUP_ROWS, writeParquet } from "../store/parquetFile.ts";
import { count } from "../watch/historyText.ts";
import { contextOf } from "./context.ts";
import { keepMemoryFlat } from "./flatMemory.ts";
import { createProgress, type Progress } from "./progress.ts";
import { timeOption } from "./timeOption.ts";

interface ExportOptions {
  readonly table: string;
  readonly market?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly overwrite: boolean;
}

const WRITERS = [
  { ending: ".csv.gz", write: csv },
  { ending: ".csv", write: csv },
  { ending: ".parquet", write: parquet },
] as const;

export function exportCommand(): Command {
  return new Command("export")
    .description("Writes what is stored into a file for other programs: CSV, packed or not, or Parquet.")
    .requiredOption("--out <file>", "the file to make; .csv, .csv.gz or .parquet says how")
    .option("--table <name>", EXPORT_TABLES.join(", "), "hourly")
    .option("--market <id>", "one market only")
    .option("--from <time>", "from this day or moment on, UTC")
    .option("--to <time>", "up to this day or moment, which is not included")
    .option("--overwrite", "replace a file that is there", false)
    .addHelpText(
      "after",
      `
Rates are fractions a year, times unix seconds, amounts of tokens whole numbers in the token's smallest unit. The file appears when it is
complete. \`keeper import\` reads hours and days back from CSV.

Examples:
  $ npx keeper export --table daily --out daily.parquet
  $ npx keeper export --table hourly --market aave-v3:usdc:f4e16f5c --from 2023-01-01 --to 2024-01-01 --out usdc.csv.gz
  $ npx keeper export --table observations --out observations.parquet`,
    )
    .action(async (options: ExportOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      keepMemoryFlat();
      const query = queryOf(options);
      const writer = WRITERS.find(({ ending }) => options.out.toLowerCase().endsWith(ending));
      if (writer === undefined) throw new MissingSettingError(`${options.out} has no known ending`, "Name it .csv, .csv.gz or .parquet.");
      if (!options.overwrite && existsSync(options.out)) {
        throw new MissingSettingError(`${options.out} is there already`, "Name another file, or pass --overwrite.");
      }
      const startedAt = performance.now();
      const progress = createProgress(output.json);
      const store = await openConfiguredStore(configuration);
      const partial = `${options.out}.partial`;
      try {
        const rows = await writer.write(store, query, partial, progress);
        await rename(partial, options.out);
        progress.clear();
        const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(2));
        const { size: bytes } = await stat(options.out);
        const peakRssMB = Math.ceil(process.resourceUsage().maxRSS / 1024);
        output.result(
          { table: query.table, file: options.out, rows, bytes, seconds, peakRssMB },
          `${count(rows)} rows in ${options.out}, ${(bytes / 1e6).toFixed(1)} MB, ${seconds.toFixed(1)} s.`,
        );
      } catch (error) {
        throw fileError(options.out, error);
      } finally {
        progress.clear();
        await rm(partial, { force: true });
        await store.close();
      }
    });
}

function queryOf({ table, market, from, to }: ExportOptions): ExportQuery {
  if (!EXPORT_TABLES.includes(table as ExportTable)) {
    throw new MissingSettingError(`There is no table "${table}"`, `Choose of ${EXPORT_TABLES.join(", ")}.`);
  }
  return {
    table: table as ExportTable,
    marketId: market ?? null,
    fromSeconds: from === undefined ? null : timeOption("--from", from),
    toSeconds: to === undefined ? null : timeOption("--to", to),
  };
}

async function csv(store: Store, query: ExportQuery, file: string): Promise<number> {
  // Opened before the database is asked: a stream that fails before somebody listens would end the process.
  const out = (await open(file, "w")).createWriteStream();
  if (!/\.gz\.partial$/i.test(file)) return exportCsv(store, query, out);
  const gzip = createGzip();
  const written = pipeline(gzip, out);
  const [rows] = await Promise.all([exportCsv(store, query, gzip), written]);
  return rows;
}

async function parquet(store: Store, query: ExportQuery, file: string, progress: Progress): Promise<number> {
  const total = await countRows(store, query);
  let done = 0;
  async function* counted() {
    for await (const batch of exportBatches(store, query, ROW_GROUP_ROWS)) {
      yield batch;
      done += batch.length;
      progress.show(done / Math.max(total, 1), `${count(done)} rows`);
    }
  }
  return writeParquet(file, exportColumns(query.table), counted());
}

/** What the file system says, in words; everything else as it is. */
function fileError(file: string, error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !["open", "write", "rename"].includes(syscall)) return error;
  return new MissingSettingError(
    `${file} cannot be written: ${message}`,
    "Choose a folder that is there, that you may write to and that has room.",
  );
}
