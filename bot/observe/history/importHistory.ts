import type { MarketId } from "../../core/market.ts";
import type { HistoryMarket, Period, PeriodYield } from "../../core/periodYield.ts";
import type { RejectedSample } from "../../core/rejectedSample.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { type CsvFile, type CsvLine, openCsv } from "./csvFile.ts";
import { BadField, type BadLine, CsvRecord, latestSampleSeconds } from "./csvRecord.ts";
import { BadLineError, MarketNotNamedError, UnknownLayoutError } from "./errors.ts";
import { HistoryJudge, type Verdict } from "./historyJudge.ts";
import type { HistoryRow } from "./historyRow.ts";
import { chooseLayout } from "./layouts/index.ts";
import type { HistoryLayout } from "./layouts/layout.ts";

/** Where history goes. Some thousands of rows a call. */
export interface HistorySink {
  storeMarkets(markets: readonly HistoryMarket[]): Promise<void>;
  storeYields(period: Period, rows: readonly PeriodYield[]): Promise<StoredCounts>;
  /** Returns how many were not kept before. */
  keepRejected(samples: readonly RejectedSample[]): Promise<number>;
}

/** What became of the rows that were handed on to be stored. */
export interface StoredCounts {
  readonly added: number;
  /** Stored before with other values, which these replace. */
  readonly changed: number;
  /** Stored before as they are. */
  readonly unchanged: number;
}

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

const BATCH_ROWS = 500;
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
    const choice = chooseLayout(csv.header, options.layout);
    if ("problem" in choice) throw new UnknownLayoutError(options.file, choice.problem);
    if (choice.layout.namesNoMarket && options.marketId === null) throw new MarketNotNamedError(options.file, choice.layout.name);
    return await importLines(options, csv, choice.layout);
  } finally {
    csv.close();
  }
}

async function importLines(options: HistoryImport, csv: CsvFile, layout: HistoryLayout): Promise<ImportReport> {
  const { file, sink, skipBad, onProgress } = options;
  const read = lineReader(options, csv, layout);
  const intake = new Intake(sink, layout.period);
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
      await intake.take(row);
    }
    if (rows % 1_024 === 0) onProgress?.({ rows, bytesRead: csv.bytesRead(), sizeBytes: csv.sizeBytes });
  }
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

interface ReadRow extends HistoryRow {
  toObject(): unknown;
}

/** Turns lines into rows, or says what is wrong with them. */
function lineReader({ marketId, nowSeconds }: HistoryImport, { header }: CsvFile, layout: HistoryLayout) {
  const places = new Map(header.map((name, place) => [name, place]));
  const latest = latestSampleSeconds(nowSeconds);
  return (line: CsvLine): ReadRow | BadLine => {
    if ("reason" in line) return line;
    if (line.fields.length !== header.length) {
      return { line: line.line, reason: `${line.fields.length} fields instead of ${header.length}` };
    }
    const record = new CsvRecord(places, line.fields, latest);
    try {
      return { ...layout.read(record, { marketId }), toObject: () => record.toObject() };
    } catch (error) {
      if (error instanceof BadField) return { line: line.line, reason: error.message };
      throw error;
    }
  };
}

/** Judges rows, gathers them into batches, and counts what becomes of them. */
class Intake {
  readonly #sink: HistorySink;
  readonly #period: Period;
  readonly #judge: HistoryJudge;
  readonly #markets = new Set<MarketId>();
  readonly #rejectedByRule: Record<string, number> = {};
  #newMarkets: HistoryMarket[] = [];
  #accepted: PeriodYield[] = [];
  #rejected: RejectedSample[] = [];
  #stored = { added: 0, changed: 0, unchanged: 0 };
  #newlyRejected = 0;

  constructor(sink: HistorySink, period: Period) {
    this.#sink = sink;
    this.#period = period;
    this.#judge = new HistoryJudge(period);
  }

  async take(row: ReadRow): Promise<void> {
    if (!this.#markets.has(row.market.id)) {
      this.#markets.add(row.market.id);
      this.#newMarkets.push(row.market);
    }
    this.#gather(this.#judge.judge(row));
    if (this.#accepted.length >= BATCH_ROWS || this.#rejected.length >= BATCH_ROWS) await this.#flush();
  }

  async finish() {
    this.#gather({ accepted: this.#judge.finish(), rejected: [] });
    await this.#flush();
    return {
      stored: this.#stored,
      rejectedByRule: this.#rejectedByRule,
      newlyRejected: this.#newlyRejected,
      markets: this.#markets.size,
    };
  }

  #gather({ accepted, rejected }: Verdict): void {
    this.#accepted.push(...accepted);
    this.#rejected.push(...rejected);
    for (const { rule } of rejected) this.#rejectedByRule[rule] = (this.#rejectedByRule[rule] ?? 0) + 1;
  }

  async #flush(): Promise<void> {
    if (this.#newMarkets.length > 0) await this.#sink.storeMarkets(this.#newMarkets.splice(0));
    if (this.#accepted.length > 0) {
      const { added, changed, unchanged } = await this.#sink.storeYields(this.#period, this.#accepted.splice(0));
      this.#stored.added += added;
      this.#stored.changed += changed;
      this.#stored.unchanged += unchanged;
    }
    if (this.#rejected.length > 0) this.#newlyRejected += await this.#sink.keepRejected(this.#rejected.splice(0));
  }
}
