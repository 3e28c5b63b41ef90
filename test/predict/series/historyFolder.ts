import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { createTestFolder } from "../../store/testStore.ts";

export const CONDITIONS_HEADER = "date,avg_gas_price_gwei,eth_usd,usdc_close";

/** A folder of files of these lines, by name; packed where the name says so. */
export async function historyFolder(files: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = await createTestFolder();
  for (const [name, lines] of Object.entries(files)) {
    const content = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    await writeFile(path.join(folder, name), name.endsWith(".gz") ? gzipSync(content) : content);
  }
  return folder;
}

/** 2023-01-02 of the second at which it begins. */
export function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
