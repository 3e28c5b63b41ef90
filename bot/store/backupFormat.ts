import type { Hash } from "node:crypto";

/*
 * A backup is one gzip stream of frames: four bytes of length, one byte of kind, and content. First a header; then each table's data, as
 * PostgreSQL's COPY writes it, followed by a footer that says how much it was; last an end, without which the file is not complete.
 */

/** Before the header: tells a backup from any other gzip file. */
export const MAGIC = Buffer.from("yield-keeper backup\n");
export const FORMAT_VERSION = 1;
/** More in one frame is damage: PostgreSQL hands out a few dozen kilobytes at a time. */
const LONGEST_FRAME = 1 << 26;

export interface BackupHeader {
  readonly formatVersion: number;
  readonly madeAtSeconds: number;
  readonly serverVersion: string;
  /** Names of the migrations that made the tables, in order. */
  readonly migrations: readonly string[];
  /** Start of every month observations have a partition for. */
  readonly partitionStarts: readonly number[];
  /** In an order in which what is referred to comes first. */
  readonly tables: readonly BackupTable[];
}

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface TableFooter {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackupEnd {
  readonly end: true;
  readonly identities: readonly IdentityState[];
}

/** Where a column that numbers its rows goes on. */
export interface IdentityState {
  readonly table: string;
  readonly column: string;
  readonly lastValue: number;
  readonly isCalled: boolean;
}

export type Frame = { readonly kind: "json"; readonly value: unknown } | { readonly kind: "data"; readonly data: Buffer };

const JSON_KIND = 0x4a;
const DATA_KIND = 0x44;

export function jsonFrame(value: object): Buffer {
  return frame(JSON_KIND, Buffer.from(JSON.stringify(value)));
}

export function dataFrame(data: Buffer): Buffer {
  return frame(DATA_KIND, data);
}

function frame(kind: number, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(content.length);
  head.writeUInt8(kind, 4);
  return Buffer.concat([head, content]);
}

/** The frames of an unpacked stream. @throws DamagedBackup when it is none, or ends within one. */
export async function* framesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const bytes = new ByteReader(stream);
  if (!(await bytes.take(MAGIC.length))?.equals(MAGIC)) throw new DamagedBackup("it is no backup of ours");
  for (;;) {
    const head = await bytes.take(5);
    if (head === null) return;
    const length = head.readUInt32BE();
    const kind = head.readUInt8(4);
    if (length > LONGEST_FRAME || (kind !== JSON_KIND && kind !== DATA_KIND)) throw new DamagedBackup("it is damaged");
    const content = await bytes.take(length);
    if (content === null) throw new DamagedBackup("it ends too early");
    yield kind === DATA_KIND ? { kind: "data", data: content } : { kind: "json", value: JSON.parse(content.toString()) };
  }
}

/** What is wrong with the content of a file, for a message that names the file. */
export class DamagedBackup extends Error {}

/** Counts and hashes a table's data. */
export class Tally {
  bytes = 0;
  readonly #hash: Hash;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  add(data: Buffer): void {
    this.bytes += data.length;
    this.#hash.update(data);
  }

  /** Ends it. */
  sha256(): string {
    return this.#hash.digest("hex");
  }
}

class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next bytes; null at the end of the stream. */
  async take(length: number): Promise<Buffer | null> {
    const parts = [this.#pending];
    let available = this.#pending.length;
    while (available < length) {
      const { done, value } = await this.#chunks.next();
      if (done === true) {
        if (available === 0) return null;
        throw new DamagedBackup("it ends too early");
      }
      parts.push(value);
      available += value.length;
    }
    const bytes = parts.length === 1 ? this.#pending : Buffer.concat(parts);
    this.#pending = bytes.subarray(length);
    return bytes.subarray(0, length);
  }
}
