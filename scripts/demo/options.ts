import { closeSync, openSync } from "node:fs";
import { parseArgs } from "node:util";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { DEFAULT_API_SETTINGS } from "../../bot/config/schema.ts";
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
  --keep        leaves the chain and the database running until Ctrl-C with the dashboard over them, and says how to talk to them; the
                keeper goes on ticking, four simulated hours apart
  --keep-every SECONDS
                how often it then ticks (default 20)
  --port N      where the dashboard is then (default 9470; 0 for any free port)
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
  /** What goes on after the run; null for nothing. */
  readonly keep: KeepOptions | null;
}

export interface KeepOptions {
  readonly everySeconds: number;
  /** Zero for any free one. */
  readonly port: number;
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
    "keep-every": string;
    port: string;
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
        "keep-every": { type: "string", default: "20" },
        port: { type: "string", default: String(DEFAULT_API_SETTINGS.port) },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new MissingSettingError((error as Error).message.split("\n")[0] ?? "", "npm run demo -- --help lists the options");
  }
  if (values.help) return null;
  const trouble = values.scenario === undefined ? null : troubleNamed(values.scenario);
  const ticks = numberWithin("ticks", values.ticks ?? String(trouble === null ? DEFAULT_TICKS : DEFAULT_TROUBLE_TICKS), 8, 1000);
  for (const option of ["json", "record"] as const) {
    if (values[option] !== undefined) requireWritable(option, values[option]);
  }
  const { seed, "mainnet-settings": mainnetSettings, json = null, record = null } = values;
  const keepOptions = {
    everySeconds: numberWithin("keep-every", values["keep-every"], 1, 3_600),
    port: numberWithin("port", values.port, 0, 65_535),
  };
  return { ticks, seed, mainnetSettings, trouble, json, record, keep: values.keep ? keepOptions : null };
}

function numberWithin(option: string, given: string, least: number, most: number): number {
  const number = given.trim() === "" ? Number.NaN : Number(given);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new MissingSettingError(`--${option} ${given} is out of range`, `Give a whole number from ${least} to ${most}`);
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
