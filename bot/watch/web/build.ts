import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(SOURCES, "..", "..", "..");

/** Where the built dashboard lies. */
export const DASHBOARD_FOLDER = path.join(SOURCES, "dist");

/** Files and folders it is made of as well: what it imports, and what tells apart versions of the packages in it. */
export const SOURCES_ELSEWHERE = [
  "bot/core",
  "bot/watch/client",
  "bot/decide/wording.ts",
  "bot/watch/format.ts",
  "bot/watch/riskText.ts",
  "package-lock.json",
] as const;

/** Tells what a build was made of. */
const MARK = "sources.sha256";

/**
 * The folder of the dashboard built from the sources as they are, building it first where it is older: a second or two. Null where it is not
 * built and cannot be: an installation without development dependencies.
 */
export async function builtDashboard(): Promise<string | null> {
  const sources = hashOfSources();
  if (isBuiltOf(sources)) return DASHBOARD_FOLDER;
  const build = await viteBuild();
  if (build === null) return existsSync(path.join(DASHBOARD_FOLDER, "index.html")) ? DASHBOARD_FOLDER : null;
  // Built beside what is being served, and put in its place whole; two at once build the same.
  const fresh = path.join(SOURCES, `dist.${process.pid}`);
  try {
    await build({
      root: SOURCES,
      configFile: false,
      logLevel: "warn",
      oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
      build: { outDir: fresh, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
    });
    writeFileSync(path.join(fresh, MARK), sources);
    rmSync(DASHBOARD_FOLDER, { recursive: true, force: true });
    renameSync(fresh, DASHBOARD_FOLDER);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return DASHBOARD_FOLDER;
}

function isBuiltOf(sources: string): boolean {
  const mark = path.join(DASHBOARD_FOLDER, MARK);
  return existsSync(mark) && readFileSync(mark, "utf8") === sources;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const places = [SOURCES, ...SOURCES_ELSEWHERE.map((place) => path.join(ROOT, place))];
  for (const file of places.flatMap(filesAt).sort()) {
    hash.update(path.relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Those of a folder, or the file itself; none where nothing is. */
function filesAt(place: string): readonly string[] {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (found.isFile()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(SOURCES, file).startsWith("dist"));
}

async function viteBuild() {
  try {
    return (await import("vite")).build;
  } catch {
    return null;
  }
}

if (import.meta.filename === process.argv[1]) {
  const folder = await builtDashboard();
  process.stdout.write(folder === null ? "Vite is missing: npm ci brings it.\n" : `The dashboard is in ${folder}.\n`);
  if (folder === null) process.exitCode = 1;
}
