import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { closedAncestor, type DataFolder, folderError, type ServerUser, unreachable, writeSettings } from "./dataFolder.ts";
import { codeOf, DataFolderUnusable, EmbeddedServerFailed, EmbeddedServerUnsupported, messageOf, StoreDiskFull } from "./errors.ts";
import { serverEnvironment } from "./postmaster.ts";

/** The database superuser and the only role of the embedded server. */
export const EMBEDDED_USER = "keeper";
const DRAFT_PREFIX = "initialising-";
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Makes a new database cluster with a random password. It is built in a folder of its own and put in place by one rename, so a killed
 * first start leaves nothing half-made, and of two first starts at the same moment one wins while the other throws its draft away.
 * @throws DataFolderUnusable, StoreDiskFull, EmbeddedServerUnsupported, EmbeddedServerFailed
 */
export async function initialise(folder: DataFolder, binaries: PostgresBinaries, user: ServerUser): Promise<void> {
  let draft: string | undefined;
  try {
    await removeAbandonedDrafts(folder);
    draft = await mkdtemp(path.join(folder.root, DRAFT_PREFIX));
    const pgdata = path.join(draft, "pgdata");
    await mkdir(pgdata, { mode: 0o700 });
    if (user.uid !== undefined && user.gid !== undefined) {
      await chmod(draft, 0o711);
      await chown(pgdata, user.uid, user.gid);
    }
    const password = randomBytes(24).toString("base64url");
    await createCluster({ draft, pgdata, password, folder, binaries, user });
    await writeSettings(path.join(draft, path.basename(folder.settings)), { password, port: await freePort() });
    await rename(draft, folder.server);
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    // The other of two first starts has put its cluster in place.
    if (codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST") return;
    throw folderError(folder.root, error);
  }
}

async function removeAbandonedDrafts(folder: DataFolder): Promise<void> {
  const drafts = (await readdir(folder.root)).filter((name) => name.startsWith(DRAFT_PREFIX)).map((name) => path.join(folder.root, name));
  for (const draft of drafts) {
    const made = await stat(draft).catch(() => null);
    if (made !== null && Date.now() - made.mtimeMs > ABANDONED_AFTER_MS) await rm(draft, { recursive: true, force: true });
  }
}

interface NewCluster {
  readonly draft: string;
  readonly pgdata: string;
  readonly password: string;
  readonly folder: DataFolder;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
}

async function createCluster({ draft, pgdata, password, folder, binaries, user }: NewCluster): Promise<void> {
  const passwordFile = path.join(draft, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) await chown(passwordFile, user.uid, user.gid);
  const flags = [
    `--pgdata=${pgdata}`,
    `--username=${EMBEDDED_USER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // Text sorts by code point on every machine, and no upgrade of the system's libraries can invalidate an index.
    "--no-locale",
  ];
  const { exitCode, output } = await run(binaries.initdb, flags, draft, user).catch(async (error: unknown) => {
    throw await startError(error, folder, binaries, user);
  });
  await rm(passwordFile);
  if (exitCode !== 0) throw await outputError(output, folder, user);
}

function run(
  program: string,
  flags: readonly string[],
  cwd: string,
  user: ServerUser,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, flags, { ...user, cwd, env: serverEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, output }));
  });
}

/** Why one of PostgreSQL's programs could not even be executed. */
export async function startError(error: unknown, folder: DataFolder, binaries: PostgresBinaries, user: ServerUser): Promise<unknown> {
  if (codeOf(error) === "EACCES") {
    const closed = await closedAncestor(binaries.postgres, user);
    if (closed !== null) return unreachable(path.dirname(binaries.postgres), closed, error);
  }
  // The file exists, so what is missing is the system's loader for it: a system without glibc.
  if (codeOf(error) === "ENOENT") return new EmbeddedServerUnsupported("its programs need a system with glibc", error);
  return folderError(folder.root, error);
}

/** What PostgreSQL's own words at a failed start mean to a user. */
export async function outputError(output: string, folder: DataFolder, user: ServerUser): Promise<Error> {
  const lastWords = output.trim().split("\n").slice(-3).join(" | ");
  if (output.includes("No space left on device"))
    return new StoreDiskFull({ description: folder.root, embedded: true }, new Error(lastWords));
  if (output.includes("Permission denied")) {
    const closed = await closedAncestor(folder.pgdata, user);
    if (closed !== null) return unreachable(folder.root, closed, new Error(lastWords));
    return new DataFolderUnusable(
      `PostgreSQL may not use the data folder ${folder.root}: ${lastWords}`,
      "Give the folder to the user who runs this program (chown -R), or choose another one, or set DATABASE_URL.",
    );
  }
  if (output.includes("could not look up effective user ID") || output.includes("could not look up local user ID")) {
    return new DataFolderUnusable(
      `PostgreSQL needs a user with a name, and this one has none: ${lastWords}`,
      "Run as a user that is listed in /etc/passwd, or set DATABASE_URL.",
    );
  }
  if (output.includes("error while loading shared libraries")) return new EmbeddedServerUnsupported(lastWords);
  if (output.includes("database files are incompatible with server")) {
    return new EmbeddedServerFailed(
      `the data folder ${folder.root} was made by another major version of PostgreSQL: ${lastWords}`,
      "Go back to the version of this program that made it, or choose another data folder.",
    );
  }
  return new EmbeddedServerFailed(
    `the embedded PostgreSQL server in ${folder.root} did not start: ${lastWords}`,
    `Read ${folder.log}; to begin with an empty database, move the data folder away.`,
  );
}

/** A port on 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) =>
      reject(new EmbeddedServerFailed(`no free port: ${messageOf(error)}`, "Close programs that hold ports.")),
    );
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
