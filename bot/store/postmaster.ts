import { execFile, spawn } from "node:child_process";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./binaries.ts";
import { type DataFolder, giveToOwnerOf, type ServerUser } from "./dataFolder.ts";
import { codeOf } from "./errors.ts";

const execFileAsync = promisify(execFile);
const EMPTY_PID_FILE_AGE_MS = 5_000;
const LOG_BYTES_BEFORE_ROTATION = 5_000_000;

/** PostgreSQL's parent process of one data directory, as its postmaster.pid describes it. */
export interface Postmaster {
  readonly pid: number;
  /** Null unless it accepts connections: it may still be starting, or stopping. */
  readonly readyAtPort: number | null;
}

/**
 * The live postmaster of this data directory, or null. A file left behind by a kill or a power cut counts as nothing, also when its
 * process id has meanwhile gone to a stranger: that is common in containers, where ids are few and start again from 1.
 */
export async function livePostmaster(folder: DataFolder): Promise<Postmaster | null> {
  const recorded = await recordedPostmaster(folder);
  return recorded !== null && (await isPostmasterOf(recorded.pid, folder.pgdata)) ? recorded : null;
}

async function recordedPostmaster(folder: DataFolder): Promise<Postmaster | null> {
  // Lines: pid, data directory, start time, port, socket directory, listen address, shared memory key, status (miscinit.h).
  const text = await readFile(pidFile(folder), "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!(pid > 0)) return null;
  return { pid, readyAtPort: lines[7]?.trim() === "ready" ? Number(lines[3]) : null };
}

function pidFile(folder: DataFolder): string {
  return path.join(folder.pgdata, "postmaster.pid");
}

async function isPostmasterOf(pid: number, pgdata: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true;
  if (process.platform === "linux") {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return commandLine.split("\0").includes(pgdata);
  }
  const { stdout } = await execFileAsync("ps", ["-ww", "-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.includes(pgdata);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** A server process that was just spawned. */
export interface StartingPostmaster {
  /** Null while it runs, and how it ended: stopped (by another process that came and went meanwhile) or failed, with what it logged. */
  end(): Promise<{ readonly stopped: boolean; readonly output: string } | null>;
}

/**
 * Spawns the server in a session of its own: neither Ctrl-C in the terminal nor the death of this process touches it, because other
 * processes may be using it. It listens on 127.0.0.1 only and has no socket file (whose path may be too long for the system).
 * @throws the system's error when the program cannot be executed (EACCES, ENOENT).
 */
export async function spawnPostmaster(
  folder: DataFolder,
  binaries: PostgresBinaries,
  user: ServerUser,
  port: number,
): Promise<StartingPostmaster> {
  await removeEmptyPidFile(folder);
  await disownStrangersPid(folder);
  await rotateLog(folder);
  const log = await open(folder.log, "a", 0o600);
  await giveToOwnerOf(folder.root, folder.log);
  const logStart = (await log.stat()).size;
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    // Failed statements are the callers' business; checkpoints every five minutes would fill the log in a year.
    log_min_messages: "log",
    log_checkpoints: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  try {
    const child = spawn(binaries.postgres, ["-D", folder.pgdata, ...flags], {
      ...user,
      cwd: folder.server,
      env: serverEnvironment(),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    child.unref();
    let exit: { readonly stopped: boolean } | null = null;
    child.once("exit", (code) => {
      exit = { stopped: code === 0 };
    });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    return {
      end: async () => (exit === null ? null : { ...exit, output: await readFrom(folder.log, logStart) }),
    };
  } finally {
    await log.close();
  }
}

/**
 * A server writes its postmaster.pid as soon as it has made it, before it has any child. One that has stayed empty is the rest of a power
 * cut or a full disk at that instant, and PostgreSQL would refuse to start until somebody removes it.
 */
async function removeEmptyPidFile(folder: DataFolder): Promise<void> {
  const found = await stat(pidFile(folder)).catch(() => null);
  if (found !== null && found.size === 0 && Date.now() - found.mtimeMs > EMPTY_PID_FILE_AGE_MS) await rm(pidFile(folder), { force: true });
}

/**
 * PostgreSQL refuses to start while the process id in a left-over postmaster.pid is alive, whoever it is, unless it is its own parent's.
 * When it belongs to a stranger, our id (the parent's) takes its place. Deleting the file would also drop the shared memory key by which
 * PostgreSQL makes sure that no process of the killed server still writes to the data directory.
 */
async function disownStrangersPid(folder: DataFolder): Promise<void> {
  const recorded = await recordedPostmaster(folder);
  if (recorded === null || !isAlive(recorded.pid) || (await isPostmasterOf(recorded.pid, folder.pgdata))) return;
  const file = await open(pidFile(folder), "r+");
  try {
    const lines = (await file.readFile("utf8")).split("\n");
    if (lines[0]?.trim() !== String(recorded.pid)) return;
    lines[0] = String(process.pid);
    await file.truncate(0);
    await file.write(lines.join("\n"), 0);
  } finally {
    await file.close();
  }
}

async function rotateLog(folder: DataFolder): Promise<void> {
  const { size } = await stat(folder.log).catch(() => ({ size: 0 }));
  if (size > LOG_BYTES_BEFORE_ROTATION) await rename(folder.log, `${folder.log}.1`).catch(() => undefined);
}

async function readFrom(file: string, start: number): Promise<string> {
  return (await readFile(file)).subarray(start).toString("utf8");
}

/** PostgreSQL's fast shutdown: sessions are ended, everything is written, and the call returns when the server is gone. */
export async function stopPostmaster(folder: DataFolder, binaries: PostgresBinaries, user: ServerUser): Promise<void> {
  await execFileAsync(binaries.pg_ctl, ["stop", "-D", folder.pgdata, "-m", "fast", "-w", "-t", "120"], {
    ...user,
    cwd: folder.server,
    env: serverEnvironment(),
  });
}

/** The little that PostgreSQL's programs need: our own environment may hold keys, which a server has no business to inherit. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, SystemRoot } = process.env;
  return { PATH, LD_LIBRARY_PATH, SystemRoot, LC_ALL: "C" };
}
