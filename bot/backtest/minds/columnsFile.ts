import { createHash } from "node:crypto";
import { z } from "zod";

/** What a file of columns holds: words and numbers, and columns of numbers, by name. */
export type ColumnsRecord = Readonly<Record<string, Column | string | number>>;
export type Column = Float64Array | Float32Array | Uint8Array;

const COLUMN_TYPES = { Float64Array, Float32Array, Uint8Array } as const;
const HASH_CHARACTERS = 64;
const NEW_LINE = 10;

const headSchema = z.strictObject({
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  columns: z.array(
    z.strictObject({ name: z.string(), type: z.enum(["Float64Array", "Float32Array", "Uint8Array"]), bytes: z.int().min(0) }),
  ),
});

/** The SHA-256 of all that follows in hexadecimal, a line of JSON, and the columns' bytes (little-endian) one after the other. */
export function encodeColumns(record: ColumnsRecord): Uint8Array {
  const columns = Object.entries(record).flatMap(([name, value]) => (typeof value === "object" ? [{ name, value }] : []));
  const head: z.output<typeof headSchema> = {
    values: Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string | number] => typeof entry[1] !== "object")),
    columns: columns.map(({ name, value }) => ({ name, type: typeOf(value), bytes: value.byteLength })),
  };
  const content = Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n`),
    ...columns.map(({ value }) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
  ]);
  return Buffer.concat([Buffer.from(sha256(content)), content]);
}

/** What was encoded; null for anything else, whatever has happened to it. */
export function decodeColumns(bytes: Uint8Array): ColumnsRecord | null {
  const content = bytes.subarray(HASH_CHARACTERS);
  if (Buffer.from(bytes.subarray(0, HASH_CHARACTERS)).toString("latin1") !== sha256(content)) return null;
  const end = content.indexOf(NEW_LINE);
  const head = headSchema.safeParse(parsed(Buffer.from(content.subarray(0, Math.max(0, end))).toString("utf8")));
  if (!head.success) return null;
  let from = end + 1;
  const columns = head.data.columns.map(({ name, type, bytes: length }) => {
    // A copy of their own: numbers of eight bytes must begin at a multiple of eight.
    const { buffer } = new Uint8Array(content.subarray(from, from + length));
    from += length;
    return [name, new COLUMN_TYPES[type](buffer)] as const;
  });
  return { ...head.data.values, ...Object.fromEntries(columns) };
}

function typeOf(column: Column): keyof typeof COLUMN_TYPES {
  if (column instanceof Float64Array) return "Float64Array";
  return column instanceof Float32Array ? "Float32Array" : "Uint8Array";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
