import { open, readFile, rename } from "node:fs/promises";
import { MemoryOutbox, type RecordedRow } from "./memoryOutbox.ts";
import { fromJson, toJson } from "./support/json.ts";

/** An outbox that survives SIGKILL: every change is written beside, flushed to disk and renamed into place before it counts as done. */
export class FileOutbox extends MemoryOutbox {
  readonly #file: string;

  private constructor(file: string, rows: readonly RecordedRow[]) {
    super(rows);
    this.#file = file;
  }

  static async open(file: string): Promise<FileOutbox> {
    return new FileOutbox(file, await readRows(file));
  }

  protected override async persist(): Promise<void> {
    const beside = `${this.#file}.new`;
    const handle = await open(beside, "w");
    await handle.writeFile(toJson(this.rows));
    await handle.sync();
    await handle.close();
    await rename(beside, this.#file);
  }
}

export async function readRows(file: string): Promise<RecordedRow[]> {
  try {
    return fromJson(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
