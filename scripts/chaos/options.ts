import { parseArgs } from "node:util";
import { KeeperError } from "../../bot/core/errors.ts";
import { ALL_FAULTS } from "./faults/allFaults.ts";
import type { Fault } from "./faults/fault.ts";

export interface ChaosCommand {
  readonly ticks: number;
  readonly seed: string;
  readonly faults: readonly Fault[];
  readonly json: boolean;
}

class WrongOptionError extends KeeperError {
  constructor(what: string) {
    super(what, "See npm run test:chaos -- --help.", 2);
  }
}

/** Null when help is asked for. @throws {WrongOptionError} */
export function readOptions(args: readonly string[]): ChaosCommand | null {
  const { help, ticks, seed, only, json } = parsed(args);
  if (help) return null;
  const count = Number(ticks);
  if (!Number.isSafeInteger(count) || count < 1) throw new WrongOptionError(`--ticks ${ticks} is not a number of ticks`);
  return { ticks: count, seed, faults: only === undefined ? ALL_FAULTS : only.split(",").map(faultOf), json };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", default: false },
        ticks: { type: "string", default: "100" },
        seed: { type: "string", default: "1" },
        only: { type: "string" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongOptionError(error instanceof Error ? error.message : String(error));
  }
}

function faultOf(kind: string): Fault {
  const fault = ALL_FAULTS.find((one) => one.kind === kind);
  if (fault === undefined) throw new WrongOptionError(`There is no fault "${kind}"`);
  return fault;
}
