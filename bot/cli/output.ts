import { KeeperError } from "../core/errors.ts";
import { troubleText } from "../daemon/events.ts";

/** Where a command's words go: results on standard output, everything else on standard error. */
export interface Output {
  readonly json: boolean;
  /** A command's result: `value` as one JSON line with --json, `text` otherwise. */
  result(value: unknown, text: string): void;
  /** Progress and news for a person; silent with --json. */
  say(text: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result(value, text) {
      process.stdout.write(json ? `${toJson(value)}\n` : `${text}\n`);
    },
    say(text) {
      if (!json) process.stderr.write(`${text}\n`);
    },
  };
}

/** JSON with amounts as decimal strings: a JSON number would lose their last digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === "bigint" ? one.toString() : one));
}

/** A failure for machines. */
export interface FailureDescription {
  /** The error's class; "Defect" when it is none that we expect. */
  readonly name: string;
  readonly message: string;
  readonly remedy: string;
}

export function describeFailure(error: unknown): FailureDescription {
  if (error instanceof KeeperError) return { name: error.name, message: error.message, remedy: error.remedy };
  const remedy = "This is a defect of yield-keeper: please report it with the output of KEEPER_DEBUG=1.";
  return { name: "Defect", message: error instanceof Error ? error.message : String(error), remedy };
}

/** The failure with its remedy on one line. */
export function failureLine(error: unknown): string {
  const { message, remedy } = describeFailure(error);
  return `${oneLine(message)}. ${oneLine(remedy)}`;
}

/** The same for a store that could not be looked after, which stops nothing. */
export function maintenanceFailure(error: Error): string {
  return `${troubleText["store-maintenance"]}: ${failureLine(error)}`;
}

/**
 * One line for a failure, with its remedy; returns the exit code. What is not a `KeeperError` is a defect of ours: its stack is shown only
 * with KEEPER_DEBUG=1.
 */
export function reportFailure(error: unknown, json: boolean): number {
  if (json) process.stdout.write(`${toJson({ error: describeFailure(error) })}\n`);
  process.stderr.write(`error: ${failureLine(error)}\n`);
  if (process.env.KEEPER_DEBUG === "1" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return error instanceof KeeperError ? error.exitCode : 70;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/\.$/, "");
}
