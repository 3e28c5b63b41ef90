import { Transform, type TransformCallback } from "node:stream";
import type { BadLine } from "./csvRecord.ts";

const NEWLINE = 0x0a;
const QUOTE = 0x22;
/** No line of history is a tenth as long; one that is much longer is no text. */
const MAX_LINE_BYTES = 65_536;

/** Fields in quotation marks, with those inside doubled, or without any; linear in the length of the line. */
const QUOTED_LINE = /^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*\r?$/;

/**
 * Passes on lines whose quotation marks enclose fields, and empties the others, so that lines keep their numbers: one mark too many would
 * make a parser take everything up to the next for one field. So no field may go over several lines, which none of history has to.
 */
export class CompleteLines extends Transform {
  readonly #onBadLine: (bad: BadLine) => void;
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;

  constructor(onBadLine: (bad: BadLine) => void) {
    super();
    this.#onBadLine = onBadLine;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    const lines = end === 0 ? null : Buffer.concat([this.#rest, chunk.subarray(0, end)]);
    this.#rest = lines === null ? Buffer.concat([this.#rest, chunk]) : Buffer.from(chunk.subarray(end));
    if (lines !== null) this.push(this.#checked(lines));
    done(this.#rest.length <= MAX_LINE_BYTES ? null : new OverlongLine(this.#line + 1));
  }

  override _flush(done: TransformCallback): void {
    if (this.#rest.length > 0) this.push(this.#checked(this.#rest));
    done();
  }

  #checked(lines: Buffer): Buffer {
    const kept: Buffer[] = [];
    let keptFrom = 0;
    let quote = lines.indexOf(QUOTE);
    for (let start = 0; start < lines.length; ) {
      const newline = lines.indexOf(NEWLINE, start);
      const end = newline === -1 ? lines.length : newline;
      this.#line++;
      if (quote !== -1 && quote < start) quote = lines.indexOf(QUOTE, start);
      if (quote !== -1 && quote < end && !QUOTED_LINE.test(lines.toString("utf8", start, end))) {
        this.#onBadLine({ line: this.#line, reason: "quotation marks that do not enclose a field" });
        kept.push(lines.subarray(keptFrom, start));
        keptFrom = end;
      }
      start = end + 1;
    }
    return keptFrom === 0 ? lines : Buffer.concat([...kept, lines.subarray(keptFrom)]);
  }
}

/** What the stream fails with when a line is too long for one. */
export class OverlongLine extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`longer than ${MAX_LINE_BYTES} bytes`);
    this.line = line;
  }
}
