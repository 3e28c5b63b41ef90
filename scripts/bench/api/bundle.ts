import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { rounded } from "./closedLoop.ts";

export interface BundleFigures {
  /** Scripts and styles of all pages, each gzipped, in thousands of bytes. */
  readonly totalGzipKB: number;
  /** What the first page needs before anything is shown: its HTML, and the scripts and styles that names. */
  readonly firstPageGzipKB: number;
}

/** The size of a built dashboard as it goes over the wire. */
export async function measureBundle(folder: string): Promise<BundleFigures> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|css)$/.test(file));
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file.replaceAll(path.sep, "/"), gzipSync(await readFile(path.join(folder, file))).length);
  const html = await readFile(path.join(folder, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="[^"]*?([^"/]+\.(?:js|css))"/g)].map(([, name]) => name ?? "");
  const sum = (some: readonly string[]) => some.reduce((bytes, file) => bytes + (sizes.get(file) ?? 0), 0);
  const first = [...sizes.keys()].filter((file) => named.includes(path.posix.basename(file)));
  return {
    totalGzipKB: rounded(sum([...sizes.keys()]) / 1_000),
    firstPageGzipKB: rounded((sum(first) + gzipSync(html).length) / 1_000),
  };
}
