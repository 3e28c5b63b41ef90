import { spawn } from "node:child_process";
import path from "node:path";

export interface CommandOptions {
  readonly folder: string;
  /** The command is stopped after this time. */
  readonly timeoutMilliseconds?: number;
  /** Sees what was printed so far, whenever there is more; true stops the command. */
  readonly isDecided?: (output: string) => boolean;
}

export interface CommandResult {
  readonly output: string;
  /** Null where the command was stopped. */
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
}

/** Runs one of the project's own commands (`hardhat`, `mocha`) and collects what it prints. */
export function runCommand([name, ...args]: readonly [string, ...string[]], options: CommandOptions): Promise<CommandResult> {
  const { folder, timeoutMilliseconds, isDecided = () => false } = options;
  return new Promise((resolve, reject) => {
    // Its own, whoever called: Hardhat runs from the project's packages only.
    const PATH = [path.join(folder, "node_modules/.bin"), process.env.PATH].join(path.delimiter);
    const child = spawn(name, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH, FORCE_COLOR: "0" } });
    let output = "";
    let isTimedOut = false;
    const stop = () => child.kill("SIGKILL");
    process.once("exit", stop);
    const timer =
      timeoutMilliseconds === undefined
        ? undefined
        : setTimeout(() => {
            isTimedOut = true;
            stop();
          }, timeoutMilliseconds);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (isDecided(output)) stop();
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      process.off("exit", stop);
      resolve({ output, exitCode, isTimedOut });
    });
  });
}
