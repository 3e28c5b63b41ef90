import type { CommanderError } from "commander";
import { KeeperError } from "../core/errors.ts";

/** A command line that cannot be understood. */
export class UsageError extends KeeperError {
  constructor(what: string, command: string) {
    super(what, `Run \`${command} --help\` to see how it is used.`, 2);
  }
}

/** For commander's `exitOverride`: throws what is wrong with the command line of `command`, and lets help and version through. */
export function usageFailure(command: string, json: boolean): (error: CommanderError) => never {
  return (error) => {
    if (error.exitCode === 0) throw error;
    // No command: a person has got the whole help, a program gets an error.
    if (error.code !== "commander.help") throw new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "), command);
    if (json) throw new UsageError("no command is named", command);
    throw error;
  };
}
