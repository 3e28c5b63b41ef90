import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { codeOf, DataFolderUnusable, messageOf, StoreDiskFull } from "./errors.ts";

const execFileAsync = promisify(execFile);

/** The places inside one data folder, all absolute and free of symbolic links. */
export interface DataFolder {
  readonly root: string;
  /** Comes into being complete, by one rename: a first start that was killed leaves none. */
  readonly server: string;
  /** PostgreSQL's own data directory. */
  readonly pgdata: string;
  /** `ServerSettings` as JSON, readable by its owner only. */
  readonly settings: string;
  readonly log: string;
}

/** What has to outlive a server process. */
export interface ServerSettings {
  readonly password: string;
  /** The port of the last start, tried first by the next. */
  readonly port: number;
}

/** The operating-system user the server runs as; empty for "the one who starts it". */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Makes the folder if it is missing. Root's new folders get search permission for everyone, because PostgreSQL refuses to run as root
 * and its user must reach its own data directory (which only that user can open).
 * @throws DataFolderUnusable, StoreDiskFull
 */
export async function prepareDataFolder(folder: string): Promise<DataFolder> {
  const wanted = path.resolve(folder);
  try {
    const firstMade = await mkdir(wanted, { recursive: true });
    if (isRoot()) {
      for (const made of foldersBetween(firstMade ?? wanted, wanted)) {
        const { uid, mode } = await stat(made);
        if (uid === 0) await chmod(made, mode | 0o011);
      }
    }
    const root = await realpath(wanted);
    const server = path.join(root, "server");
    return {
      root,
      server,
      pgdata: path.join(server, "pgdata"),
      settings: path.join(server, "keeper.json"),
      log: path.join(root, "postgres.log"),
    };
  } catch (error) {
    throw folderError(wanted, error);
  }
}

/** A failed file operation in the data folder, told with its remedy. */
export function folderError(folder: string, error: unknown): unknown {
  if (codeOf(error) === "ENOSPC") return new StoreDiskFull({ description: folder, embedded: true }, error);
  if (!["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENAMETOOLONG"].includes(codeOf(error))) return error;
  return new DataFolderUnusable(
    `the data folder ${folder} cannot be used by this user: ${messageOf(error)}`,
    "Run as the user who owns that folder, or choose another data folder, or set DATABASE_URL.",
    error,
  );
}

/** Null when this data folder has never been initialised. */
export async function readSettings(folder: DataFolder): Promise<ServerSettings | null> {
  try {
    return JSON.parse(await readFile(folder.settings, "utf8")) as ServerSettings;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw folderError(folder.root, error);
  }
}

/** Replaces the settings in one step, so that a reader or a crash never meets half a file. */
export async function writeSettings(settingsFile: string, settings: ServerSettings): Promise<void> {
  const draft = `${settingsFile}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
    await giveToOwnerOf(path.dirname(settingsFile), draft);
    await rename(draft, settingsFile);
  } catch (error) {
    await rm(draft, { force: true });
    throw folderError(path.dirname(settingsFile), error);
  }
}

/** A file that root makes in the folder of an ordinary user must stay usable for him. */
export async function giveToOwnerOf(folder: string, file: string): Promise<void> {
  if (!isRoot()) return;
  const { uid, gid } = await stat(folder);
  await chown(file, uid, gid);
}

/**
 * The user to run the server as. An ordinary user runs it himself. Root hands it to whoever owns an existing data directory, else to
 * the system user `postgres`, which is created if there is none.
 * @throws DataFolderUnusable when root cannot create that user.
 */
export async function serverUser(pgdata: string): Promise<ServerUser> {
  if (!isRoot()) return {};
  const owner = await stat(pgdata).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  try {
    return await lookUpPostgresUser();
  } catch {
    try {
      await execFileAsync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
      return await lookUpPostgresUser();
    } catch (error) {
      // A second first start may have created it meanwhile.
      return await lookUpPostgresUser().catch(() => {
        throw new DataFolderUnusable(
          "PostgreSQL refuses to run as root, and the system user `postgres` could not be created",
          "Run as an ordinary user, or create a user named postgres, or set DATABASE_URL.",
          error,
        );
      });
    }
  }
}

async function lookUpPostgresUser(): Promise<ServerUser> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map(async (flag) => Number((await execFileAsync("id", [flag, "postgres"])).stdout)));
  if (uid === undefined || gid === undefined) throw new Error("id printed nothing");
  return { uid, gid };
}

/** The folder nearest to the root on the way to `target` that `user` may not pass through by its permission bits; null when the way is open. */
export async function closedAncestor(target: string, user: ServerUser): Promise<string | null> {
  if (user.uid === undefined) return null;
  const ancestors = foldersBetween(path.parse(target).root, path.dirname(target));
  for (const ancestor of ancestors) {
    const { uid, gid, mode } = await stat(ancestor);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return ancestor;
  }
  return null;
}

/** Why the server's user has no way to `target`, with the command that opens it. */
export function unreachable(target: string, closed: string, cause?: unknown): DataFolderUnusable {
  return new DataFolderUnusable(
    `PostgreSQL refuses to run as root, and the user it runs as instead cannot reach ${target}: the folder ${closed} is closed to others`,
    `Run \`chmod o+x ${closed}\` (lets others pass, not look), or run as an ordinary user from a folder of its own, or set DATABASE_URL.`,
    cause,
  );
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** `first` and every folder below it down to `last`. */
function foldersBetween(first: string, last: string): readonly string[] {
  const below = path.relative(first, last).split(path.sep).filter(Boolean);
  return [first, ...below.map((_, depth) => path.join(first, ...below.slice(0, depth + 1)))];
}
