import { type Command, InvalidArgumentError, Option } from "commander";
import { type BacktestSpec, type FeeModel, type PastSource, UNIVERSES } from "../backtest/backtest.ts";
import { contenderByName, DEFAULT_CONTENDERS } from "../backtest/contenders.ts";
import { type ParameterValue, POLICY_PARAMETERS, parseParameter } from "../backtest/search/parameters.ts";
import { MOST_MARKETS } from "../backtest/synthetic/streams.ts";
import { MissingSettingError } from "../config/errors.ts";
import { KeeperError } from "../core/errors.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { DecisionPolicy } from "../decide/policy.ts";
import { DEFAULT_MEMBERS } from "../predict/training/trainForecast.ts";
import { timeOption } from "./timeOption.ts";
import { kindsOption, wholeNumber } from "./train.ts";

/** What commander makes of `addSpecOptions`. */
export interface SpecOptions {
  readonly data?: string;
  readonly synthetic?: { readonly markets: number; readonly days: number };
  readonly from?: UnixSeconds;
  readonly to?: UnixSeconds;
  readonly capital: number;
  readonly universe: BacktestSpec["universe"];
  readonly every: keyof typeof STEPS;
  readonly feeModel: FeeModel;
  readonly prices: BacktestSpec["prices"];
  readonly capBps: number;
  readonly leastSupply: number;
  readonly members: readonly string[];
  /** Percent. */
  readonly riskFree: number;
  readonly gasMultiplier: number;
  readonly seed: number;
  readonly flow: BacktestSpec["flows"];
  readonly policy: Partial<DecisionPolicy>;
}

const DAY_SECONDS = 86_400;
const STEPS = { "1h": 3_600, "6h": 6 * 3_600, "1d": DAY_SECONDS } as const;
/** A hundred years. */
const MOST_DAYS = 36_500;
/** A rebalance that moves everything pays twice, and may lose 1 % at most: the vault would revert what costs more. */
const MOST_FLAT_FEE = 0.0049;

/** The options that say which past is played back; `sourceOf` reads them. */
export function addPastOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--data <folder>",
        "play back the CSV files of history in this folder, see docs/history.md (default: what the database holds)",
      ),
    )
    .addOption(
      new Option("--synthetic <markets>x<days>", "play back a made-up past instead, as 20x365")
        .argParser(syntheticOption)
        .conflicts("data"),
    )
    .option("--to <day>", "the day before which it ends; the end of the past by default", (text: string) => dayOption("--to", text))
    .option("--seed <number>", "of models that are trained and of a made-up past", wholeNumber, 1);
}

/** The options that say what is played back, and how; `specOf` reads them. */
export function addSpecOptions(command: Command): Command {
  return addPastOptions(command)
    .option("--from <day>", "the first day, UTC; the begin of the past by default", (text: string) => dayOption("--from", text))
    .option("--capital <usd>", "what the vault begins with", numberOption(1, 1e12), 1_000_000)
    .addOption(
      new Option("--universe <markets>", "lending markets of dollar tokens, or all, each token in kind")
        .choices(UNIVERSES)
        .default("stablecoins"),
    )
    .addOption(new Option("--every <step>", "how often decisions are made").choices(Object.keys(STEPS)).default("1h"))
    .addOption(
      new Option("--fee-model <model>", "gas as it was, or flat:0.003 for a fraction of every amount moved")
        .argParser(feeModelOption)
        .default({ kind: "gas" }, "gas"),
    )
    .addOption(
      new Option("--prices <how>", "dollar tokens at a dollar, or at the closing prices of their days")
        .choices(["par", "closing"])
        .default("par"),
    )
    .option("--cap-bps <number>", "the most of the vault in one market, in basis points", wholeOption(1, 10_000), 6_000)
    .option("--least-supply <usd>", "smaller markets take no money", numberOption(0, 1e12), 20_000_000)
    .addOption(
      new Option("--members <kinds>", "what the forecaster is made of")
        .argParser(kindsOption)
        .default(DEFAULT_MEMBERS, DEFAULT_MEMBERS.join(",")),
    )
    .option("--risk-free <percent>", "what money earns without risk a year, for ratios", numberOption(-10, 100), 2.5)
    .option("--gas-multiplier <factor>", "multiplies the price of gas: what if", numberOption(0, 1_000), 1)
    .addOption(
      new Option("--flow <day:usd>", "money that comes or, negative, goes on a day, as 2023-01-15:-250000; may be given again")
        .argParser(flowOption)
        .default([], "none"),
    )
    .addOption(
      new Option("--policy <name=value>", "another setting of the keeper's, as marginBps=2; may be given again")
        .argParser(policyOption)
        .default({}, "as the keeper's"),
    );
}

/** @throws MissingSettingError for a time that is empty or money that comes outside of it. */
export function specOf(options: SpecOptions, contenders: readonly string[]): BacktestSpec {
  const { from = null, to = null, flow } = options;
  if (from !== null && to !== null && to <= from) {
    throw new MissingSettingError("--to must be later than --from", "Give a later day, or leave it out.");
  }
  const outside = flow.find(({ atSeconds }) => (from !== null && atSeconds < from) || (to !== null && atSeconds >= to));
  if (outside !== undefined) {
    throw new MissingSettingError("a day of --flow is not in the time that is played back", "Give a day from --from on and before --to.");
  }
  return {
    source: sourceOf(options),
    universe: options.universe,
    fromSeconds: from,
    toSeconds: to,
    capitalUsd: options.capital,
    everySeconds: STEPS[options.every],
    feeModel: options.feeModel,
    gasMultiplier: options.gasMultiplier,
    prices: options.prices,
    contenders,
    policy: options.policy,
    relativeCapBps: options.capBps,
    leastSupplyUsd: options.leastSupply,
    flows: flow,
    members: options.members,
    riskFreeApr: options.riskFree / 100,
    seed: options.seed,
  };
}

/** Names of contenders, comma separated: for `--contenders`. */
export function contendersOption(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) told(() => contenderByName(name));
  if (new Set(names).size < names.length) throw new InvalidArgumentError("Name everybody once.");
  return names;
}

/** For commands in which several compete. */
export function addContendersOption(command: Command): Command {
  return command.addOption(
    new Option("--contenders <names>", "who competes")
      .argParser(contendersOption)
      .default(DEFAULT_CONTENDERS, DEFAULT_CONTENDERS.join(",")),
  );
}

/** What is wrong with the value of an option, as commander reports it: with the option's name. */
export function told<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeeperError) throw new InvalidArgumentError(`${error.message}. ${error.remedy}`);
    throw error;
  }
}

export function sourceOf({ data, synthetic, seed }: Pick<SpecOptions, "data" | "synthetic" | "seed">): PastSource {
  if (synthetic !== undefined) return { kind: "synthetic", ...synthetic, seed };
  return data === undefined ? { kind: "database" } : { kind: "folder", folder: data };
}

function syntheticOption(text: string): { readonly markets: number; readonly days: number } {
  const [, markets, days] = (/^(\d{1,7})x(\d{1,7})$/.exec(text) ?? []).map(Number);
  if (markets === undefined || days === undefined || !isFrom1To(MOST_MARKETS, markets) || !isFrom1To(MOST_DAYS, days)) {
    throw new InvalidArgumentError(`Give the number of markets and of days (at most ${MOST_DAYS}), as 20x365.`);
  }
  return { markets, days };
}

function isFrom1To(most: number, number: number): boolean {
  return number >= 1 && number <= most;
}

function dayOption(option: string, text: string): UnixSeconds {
  const seconds = timeOption(option, text);
  if (seconds % DAY_SECONDS !== 0)
    throw new MissingSettingError(`${option} ${text} is not the start of a day`, "Give a day such as 2023-01-01.");
  return seconds;
}

function feeModelOption(text: string): FeeModel {
  if (text === "gas") return { kind: "gas" };
  const fraction = /^flat:(\d*\.?\d+)$/.exec(text)?.[1];
  if (fraction === undefined || Number(fraction) > MOST_FLAT_FEE) {
    throw new InvalidArgumentError(`Give gas, or flat: and a fraction up to ${MOST_FLAT_FEE}, as flat:0.003.`);
  }
  return { kind: "flat", fraction: Number(fraction) };
}

function flowOption(text: string, before: BacktestSpec["flows"]): BacktestSpec["flows"] {
  const [, day, usd] = /^(\d{4}-\d\d-\d\d):([+-]?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (day === undefined || usd === undefined || Number(usd) === 0) {
    throw new InvalidArgumentError("Give a day and an amount in USD, as 2023-01-15:-250000.");
  }
  return [...before, { atSeconds: told(() => dayOption("--flow", day)), usd: Number(usd) }];
}

function policyOption(text: string, before: Partial<DecisionPolicy>): Partial<DecisionPolicy> {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !POLICY_PARAMETERS.includes(name)) {
    throw new InvalidArgumentError(`Give a name and a value, as marginBps=2; names are ${POLICY_PARAMETERS.join(", ")}.`);
  }
  const read: ParameterValue = told(() => parseParameter(name, value));
  return { ...before, [name]: read };
}

export function numberOption(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (!(number >= least && number <= most)) throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    return number;
  };
}

export function wholeOption(least: number, most: number): (text: string) => number {
  const inRange = numberOption(least, most);
  return (text) => {
    wholeNumber(text);
    return inRange(text);
  };
}
