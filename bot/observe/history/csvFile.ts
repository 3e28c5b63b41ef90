import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { CompleteLines, OverlongLine } from "./completeLines.ts";
import type { BadLine } from "./csvRecord.ts";
import { BadLineError, DamagedGzipError, HistoryFileUnreadableError, UnknownLayoutError } from "./errors.ts";

/** One line after the header: its fields, or why it has none. */
export type CsvLine = { readonly line: number; readonly fields: readonly string[] } | BadLine;

/** A file of comma-separated values that is being read from its beginning to its end, once. */
export interface CsvFile {
  /** The names in the first line. */
  readonly header: readonly string[];
  /** The lines after it, as they come: the file is never held in memory. */
  readonly lines: AsyncIterable<CsvLine>;
  readonly sizeBytes: number;
  /** How much of the file has been read so far, for progress. */
  bytesRead(): number;
  close(): void;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * Opens a file of comma-separated values, packed with gzip or not: its first bytes tell.
 * @throws HistoryFileUnreadableError, DamagedGzipError, UnknownLayoutError for a file without a line; `lines` also BadLineError for a line
 *   that is none.
 */
export async function openCsv(file: string): Promise<CsvFile> {
  const { gzip, sizeBytes } = await examine(file);
  if (!gzip && /\.gz$/i.test(file)) throw new DamagedGzipError(file, "it is not gzip data");
  const input = createReadStream(file, { highWaterMark: 262_144 });
  const badLines: BadLine[] = [];
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  const complete = new CompleteLines((bad) => badLines.push(bad));
  // What fails on the way destroys the parser with its error, and so ends the reading below.
  if (gzip) pipeline(input, createGunzip(), complete, parser, () => undefined);
  else pipeline(input, complete, parser, () => undefined);
  const records = translated(file, parser as AsyncIterable<ParsedRecord>);
  const first = await records.next();
  if (first.done) throw new UnknownLayoutError(file, "is empty");
  return {
    header: first.value.record.map((name) => name.trim()),
    lines: inOrder(records, badLines),
    sizeBytes,
    bytesRead: () => input.bytesRead,
    close: () => input.destroy(),
  };
}

async function examine(file: string): Promise<{ readonly gzip: boolean; readonly sizeBytes: number }> {
  try {
    const handle = await open(file, "r");
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) throw new HistoryFileUnreadableError(file, "it is a folder");
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
      return { gzip: bytesRead === GZIP_MAGIC.length && GZIP_MAGIC.every((byte, at) => buffer[at] === byte), sizeBytes: stat.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof HistoryFileUnreadableError) throw error;
    throw new HistoryFileUnreadableError(file, openFailure(error), error);
  }
}

function openFailure(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "this user may not";
  return message;
}

async function* translated(file: string, records: AsyncIterable<ParsedRecord>): AsyncGenerator<ParsedRecord> {
  try {
    yield* records;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") throw new DamagedGzipError(file, "its compressed data breaks off", error);
    if (code?.startsWith("Z_")) throw new DamagedGzipError(file, message, error);
    if (error instanceof OverlongLine) throw new BadLineError(file, { line: error.line, reason: message });
    if (error instanceof CsvError) throw new BadLineError(file, { line: Number(error.lines ?? 0), reason: message });
    if (code !== undefined) throw new HistoryFileUnreadableError(file, openFailure(error), error);
    throw error;
  }
}

/** Lines that never reached the parser come before those behind them. */
async function* inOrder(records: AsyncIterable<ParsedRecord>, badLines: BadLine[]): AsyncGenerator<CsvLine> {
  for await (const { record, info } of records) {
    while (badLines[0] !== undefined && badLines[0].line < info.lines) yield badLines.shift() as BadLine;
    yield { line: info.lines, fields: record };
  }
  yield* badLines;
}
