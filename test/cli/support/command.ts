import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT_ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Half of a command's time goes into compiling TypeScript: of one mocha run, only the first commands do. */
const compileCache = mkdtempSync(path.join(tmpdir(), "keeper-compile-cache-"));

// At the top level of a module this is a hook of mocha's root suite: it runs after the last file.
after(() => rmSync(compileCache, { recursive: true, force: true }));

export interface CommandOptions {
  /** The only variables of the keeper's own that the command sees. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its working folder; by default one without any file the command looks for. */
  readonly folder?: string;
  /** Another copy of the project to run the command of. */
  readonly project?: string;
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `keeper` in a process of its own, as a user runs it. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
  /** Resolves when so many lines are on standard output; rejects when the command ends before. */
  lines(count: number): Promise<readonly string[]>;
}

export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { environment = {}, folder = tmpdir(), project = PROJECT_ROOT } = options;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [path.join(project, "bin/keeper.js"), ...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const result = once(child, "close").then(([exitCode, signal]) => ({ exitCode, signal, stdout, stderr }));
  return {
    child,
    result,
    lines: (count) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const lines = stdout.split("\n").slice(0, -1);
          if (lines.length >= count) resolve(lines);
        };
        child.stdout.on("data", look);
        result.then(({ exitCode }) => reject(new Error(`keeper ended with ${exitCode} before it had printed ${count} lines: ${stderr}`)));
        look();
      }),
  };
}

/** Runs `keeper` to its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return startCommand(args, options).result;
}
