import { closeSync, openSync } from "node:fs";
import { parseArgs } from "node:util";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { TROUBLE_NAMES, type TroubleName } from "./troubles.ts";

export const HELP = `The whole loop on a local mainnet: users deposit, the keeper observes, decides and rebalances a real vault over three protocols.

  npm run demo -- [options]

  --scenario depeg|drained|frozen
                has something go wrong that the vault is invested in, and tells what the keeper and the vault's breaker monitor did
  --ticks N     ticks of four simulated hours (default 48, with --scenario 36)
  --seed S      seed of the chain's actors (default 1)
  --mainnet-settings
                lets the keeper decide with its defaults, which are made for mainnet's slower rates
  --json FILE   writes all figures, tick by tick, to FILE
  --record FILE writes the keeper's run to FILE; npm run parity -- FILE replays it through the backtester
  --keep        leaves the chain and the database running until Ctrl-C, and says how to talk to them
  --help        this text
`;

export interface DemoOptions {
  readonly ticks: number;
  readonly seed: string;
  readonly mainnetSettings: boolean;
  /** Null for the ordinary demo. */
  readonly trouble: TroubleName | null;
  /** The file to write figures to. */
  readonly json: string | null;
  /** The file to write the keeper's run to. */
  readonly record: string | null;
  readonly keep: boolean;
}

const DEFAULT_TICKS = 48;
const DEFAULT_TROUBLE_TICKS = 36;

/**
 * Null when help is asked for.
 * @throws MissingSettingError with what is wrong with the command line.
 */
export function readOptions(args: readonly string[]): DemoOptions | null {
  let values: {
    ticks?: string;
    seed: string;
    "mainnet-settings": boolean;
    scenario?: string;
    json?: string;
    record?: string;
    keep: boolean;
    help: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        ticks: { type: "string" },
        seed: { type: "string", default: "1" },
        "mainnet-settings": { type: "boolean", default: false },
        scenario: { type: "string" },
        json: { type: "string" },
        record: { type: "string" },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new MissingSettingError((error as Error).message.split("\n")[0] ?? "", "npm run demo -- --help lists the options");
  }
  if (values.help) return null;
  const trouble = values.scenario === undefined ? null : troubleNamed(values.scenario);
  const ticks = values.ticks === undefined ? (trouble === null ? DEFAULT_TICKS : DEFAULT_TROUBLE_TICKS) : Number(values.ticks);
  if (!Number.isInteger(ticks) || ticks < 8 || ticks > 1000) {
    throw new MissingSettingError(`--ticks ${values.ticks} is out of range`, "Give a whole number from 8 to 1000");
  }
  for (const option of ["json", "record"] as const) {
    if (values[option] !== undefined) requireWritable(option, values[option]);
  }
  const { seed, "mainnet-settings": mainnetSettings, json = null, record = null, keep } = values;
  return { ticks, seed, mainnetSettings, trouble, json, record, keep };
}

function troubleNamed(name: string): TroubleName {
  const found = TROUBLE_NAMES.find((one) => one === name);
  if (found !== undefined) return found;
  throw new MissingSettingError(`There is no scenario "${name}"`, `Choose of ${TROUBLE_NAMES.join(", ")}`);
}

/** Said before the demo runs for minutes, not after. */
function requireWritable(option: string, file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new MissingSettingError(
      `--${option} ${file} cannot be written: ${(error as Error).message}`,
      "Name a file in a folder that you can write to",
    );
  }
}
