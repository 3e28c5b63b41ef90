import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ColumnsRecord, decodeColumns, encodeColumns } from "./columnsFile.ts";
import { MindCacheError } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";

export interface ColumnsCache<Columns> {
  /** Null keeps nothing. */
  readonly folder: string | null;
  /** What the columns are: "forecasts". */
  readonly name: string;
  /** Everything that decides what they say, the version of the code that works them out included. */
  readonly decides: unknown;
  readonly compute: () => Promise<Columns>;
}

/**
 * Columns as they were kept when the same was worked out before, else worked out and kept. A file is there whole or not at all; one that is damaged
 * is worked out again and written anew.
 *
 * @throws MindCacheError when the folder cannot be written to: said before the work, as far as it can be seen then; what `compute` throws.
 */
export async function cachedColumns<Columns extends { readonly [Name in keyof Columns]: ColumnsRecord[string] }>({
  folder,
  name,
  decides,
  compute,
}: ColumnsCache<Columns>): Promise<Columns> {
  if (folder === null) return compute();
  const file = path.join(folder, `${name}-${fingerprint(decides)}.columns`);
  const kept = decodeColumns(await readFile(file).catch(() => new Uint8Array()));
  // Its name says of what it was made, and its hash that nothing has changed since: it has the shape it was written in.
  if (kept !== null) return kept as unknown as Columns;
  await told(folder, () => mkdir(folder, { recursive: true }));
  const columns = await compute();
  await told(folder, () => writeWhole(file, encodeColumns(columns as unknown as ColumnsRecord)));
  return columns;
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, bytes, { flush: true });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function told<Result>(folder: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw new MindCacheError(folder, error);
  }
}
