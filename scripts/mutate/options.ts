import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { BadOptionError } from "./errors.ts";

export const HELP = `Changes the contracts, one small mistake at a time, and asks the tests whether they notice.

  npm run mutate -- [options]

  --count N      how many mutants have to count (default 60); those that change no bytecode do not
  --seed S       which ones (default 1)
  --file FILE    only of this contract, contracts/YieldVault.sol for example; may be repeated
  --only ID      only this mutation; may be repeated
  --list         prints the mutations in the order they would be tried, and runs nothing
  --fork         gives what the Solidity tests leave alive to the fork tests (mocha) as well; slow
  --jobs N       mutants at a time (default: one a core, at most 4)
  --resume FILE  writes each outcome to FILE, and begins after those that are there already
  --json         ends with one line of JSON: total, killed, survivors
  --help         this text

Exit code 1: a survivor is not explained in scripts/mutate/equivalent.json, and fewer than 95 % were killed.
`;

export interface Options {
  readonly count: number;
  readonly seed: string;
  readonly files: readonly string[];
  readonly only: readonly string[];
  readonly isList: boolean;
  readonly isFork: boolean;
  readonly jobs: number;
  readonly resume: string | undefined;
  readonly isJson: boolean;
}

const MOST_JOBS = 4;

/** Null: help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args);
  if (values.help) return null;
  const only = values.only ?? [];
  return {
    count: only.length > 0 ? only.length : wholeNumber("count", values.count),
    seed: values.seed,
    files: (values.file ?? []).map((file) => file.replace(/^\.\//, "")),
    only,
    isList: values.list,
    isFork: values.fork,
    jobs: values.jobs === undefined ? Math.min(availableParallelism(), MOST_JOBS) : wholeNumber("jobs", values.jobs),
    resume: values.resume,
    isJson: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        count: { type: "string", default: "60" },
        seed: { type: "string", default: "1" },
        file: { type: "string", multiple: true },
        only: { type: "string", multiple: true },
        list: { type: "boolean", default: false },
        fork: { type: "boolean", default: false },
        jobs: { type: "string" },
        resume: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new BadOptionError((error as Error).message.split("\n")[0] ?? "");
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BadOptionError(`--${name} ${text} is not a whole number above zero`);
  return value;
}
