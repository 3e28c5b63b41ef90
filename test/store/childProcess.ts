import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A script of `children/` in a process of its own, which can be killed like a real keeper. */
export interface TestProcess {
  readonly child: ChildProcess;
  /** What it has printed so far, by line. */
  readonly lines: readonly string[];
  /** The first line that matches, now or later. Rejects with what it wrote to stderr when it ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits for its own end; the exit code. */
  ended(): Promise<number | null>;
}

export function startChild(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): TestProcess {
  const file = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
  const lines: string[] = [];
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString("utf8");
  });
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => lines.push(line));
  const closed = once(child, "close");
  return {
    child,
    lines,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const find = (): void => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        output.on("line", find);
        closed.then(() => reject(new Error(`${script} ended without printing ${pattern}: ${errors}`)));
        find();
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
    ended: async () => {
      await closed;
      return child.exitCode;
    },
  };
}
