import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { CONDITIONS_DAILY, type ConditionsAt, readConditionDay } from "./conditionDays.ts";
import { type CsvFile, type CsvLine, openCsv } from "./csvFile.ts";
import { BadField, type BadLine, CsvRecord, latestSampleSeconds } from "./csvRecord.ts";
import { BadLineError, MarketNotNamedError, UnknownLayoutError } from "./errors.ts";
import { HistoryIntake, type HistorySink, type JudgedRow, type StoredCounts } from "./historyIntake.ts";
import { chooseLayout } from "./layouts/index.ts";
import type { HistoryLayout } from "./layouts/layout.ts";

export interface HistoryImport {
  readonly file: string;
  /** A layout's name; null finds it by the header. */
  readonly layout: string | null;
  /** The market of a file that does not name it. */
  readonly marketId: MarketId | null;
  /** Leave out lines that cannot be used, instead of stopping at the first. */
  readonly skipBad: boolean;
  readonly nowSeconds: UnixSeconds;
  readonly sink: HistorySink;
  /** Told about every thousand or so rows how far the file has been read. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly rows: number;
  readonly bytesRead: number;
  readonly sizeBytes: number;
}

/** What became of a file: `stored` and `rejected` add up to `rows`, exactly. */
export interface ImportReport extends StoredCounts {
  readonly layout: string;
  /** Lines after the header. */
  readonly rows: number;
  /** Rows that are in the database now, whether they were before or not: added, changed and unchanged. */
  readonly stored: number;
  /** Rows that are not believed, and kept with the rule they broke; and lines that could not be used. */
  readonly rejected: number;
  readonly rejectedByRule: Readonly<Record<string, number>>;
  /** Of the rejected, those that were not kept by an earlier import. */
  readonly newlyRejected: number;
  readonly markets: number;
  /** The first of the lines that could not be used; there are `rejectedByRule["bad-line"]` of them. */
  readonly badLines: readonly BadLine[];
}

const LISTED_BAD_LINES = 20;

/**
 * Reads a file of history and hands it on, a few thousand rows at a time: memory does not grow with the file. Whoever calls it makes a
 * transaction of it, so that a file is stored whole or not at all.
 *
 * @throws what `openCsv` throws; UnknownLayoutError, MarketNotNamedError; BadLineError at the first line that cannot be used, unless such
 *   lines are to be left out; and what the sink throws.
 */
export async function importHistory(options: HistoryImport): Promise<ImportReport> {
  const csv = await openCsv(options.file);
  try {
    if (isConditions(csv.header, options.layout)) return await importConditions(options, csv);
    const choice = chooseLayout(csv.header, options.layout);
    if ("problem" in choice) throw new UnknownLayoutError(options.file, choice.problem);
    if (choice.layout.namesNoMarket && options.marketId === null) throw new MarketNotNamedError(options.file, choice.layout.name);
    return await importLines(options, csv, choice.layout);
  } finally {
    csv.close();
  }
}

/** Whether a file can be imported without being told what it is: its header is a layout's that names its markets. */
export async function namesItsLayout(file: string): Promise<boolean> {
  const csv = await openCsv(file);
  csv.close();
  if (isConditions(csv.header, null)) return true;
  const choice = chooseLayout(csv.header, null);
  return "layout" in choice && !choice.layout.namesNoMarket;
}

function isConditions(header: readonly string[], layout: string | null): boolean {
  return (layout ?? CONDITIONS_DAILY.name) === CONDITIONS_DAILY.name && CONDITIONS_DAILY.columns.every((column) => header.includes(column));
}

const CONDITION_BATCH_ROWS = 500;

/** The same for what went on around the markets, which no rule judges: a line can be used or it cannot. */
async function importConditions(options: HistoryImport, csv: CsvFile): Promise<ImportReport> {
  const { sink, nowSeconds } = options;
  const counts = { added: 0, changed: 0, unchanged: 0 };
  let waiting = new Map<UnixSeconds, ConditionsAt>();
  let repeated = 0;
  const store = async () => {
    const stored = await sink.storeConditions([...waiting.values()]);
    counts.added += stored.added;
    counts.changed += stored.changed;
    counts.unchanged += stored.unchanged;
    waiting = new Map();
  };
  const read = recordReader(csv, nowSeconds, (record) => readConditionDay(record, csv.header));
  const { rows, bad, badLines } = await takeLines(options, csv, read, async (row) => {
    if (waiting.has(row.timeSeconds)) repeated++;
    waiting.set(row.timeSeconds, row);
    if (waiting.size === CONDITION_BATCH_ROWS) await store();
  });
  await store();
  const rejectedByRule = { ...(bad > 0 ? { "bad-line": bad } : {}), ...(repeated > 0 ? { superseded: repeated } : {}) };
  return {
    layout: CONDITIONS_DAILY.name,
    rows,
    stored: counts.added + counts.changed + counts.unchanged,
    rejected: bad + repeated,
    ...counts,
    newlyRejected: 0,
    rejectedByRule,
    markets: 0,
    badLines,
  };
}

async function importLines(options: HistoryImport, csv: CsvFile, layout: HistoryLayout): Promise<ImportReport> {
  const intake = new HistoryIntake(options.sink, layout.period);
  const { rows, bad, badLines } = await takeLines(options, csv, lineReader(options, csv, layout), (row) => intake.take(row));
  const { stored, rejectedByRule, newlyRejected, markets } = await intake.finish();
  if (bad > 0) rejectedByRule["bad-line"] = bad;
  return {
    layout: layout.name,
    rows,
    stored: stored.added + stored.changed + stored.unchanged,
    rejected: Object.values(rejectedByRule).reduce((sum, count) => sum + count, 0),
    ...stored,
    newlyRejected,
    rejectedByRule,
    markets,
    badLines,
  };
}

/** Takes line after line, and counts those that cannot be used. @throws BadLineError at the first of them, unless they are to be left out. */
async function takeLines<Row extends object>(
  { file, skipBad, onProgress }: HistoryImport,
  csv: CsvFile,
  read: (line: CsvLine) => Row | BadLine,
  take: (row: Row) => Promise<void>,
): Promise<{ readonly rows: number; readonly bad: number; readonly badLines: readonly BadLine[] }> {
  const badLines: BadLine[] = [];
  let rows = 0;
  let bad = 0;
  for await (const line of csv.lines) {
    rows++;
    const row = read(line);
    if ("reason" in row) {
      if (!skipBad) throw new BadLineError(file, row);
      bad++;
      if (badLines.length < LISTED_BAD_LINES) badLines.push(row);
    } else {
      await take(row);
    }
    if (rows % 1_024 === 0) onProgress?.({ rows, bytesRead: csv.bytesRead(), sizeBytes: csv.sizeBytes });
  }
  return { rows, bad, badLines };
}

/** Turns lines into rows, or says what is wrong with them. */
function lineReader({ marketId, nowSeconds }: HistoryImport, csv: CsvFile, layout: HistoryLayout) {
  return recordReader<JudgedRow>(csv, nowSeconds, (record) => ({
    ...layout.read(record, { marketId }),
    toObject: () => record.toObject(),
  }));
}

function recordReader<Row>({ header }: CsvFile, nowSeconds: UnixSeconds, read: (record: CsvRecord) => Row) {
  const places = new Map(header.map((name, place) => [name, place]));
  const latest = latestSampleSeconds(nowSeconds);
  return (line: CsvLine): Row | BadLine => {
    if ("reason" in line) return line;
    if (line.fields.length !== header.length) {
      return { line: line.line, reason: `${line.fields.length} fields instead of ${header.length}` };
    }
    try {
      return read(new CsvRecord(places, line.fields, latest));
    } catch (error) {
      if (error instanceof BadField) return { line: line.line, reason: error.message };
      throw error;
    }
  };
}
