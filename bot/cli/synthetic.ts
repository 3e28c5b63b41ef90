import { Command, InvalidArgumentError, Option } from "commander";
import { MOST_MARKETS } from "../backtest/synthetic/streams.ts";
import { writeSyntheticFiles } from "../backtest/synthetic/syntheticFiles.ts";
import { DEFAULT_FROM_SECONDS, syntheticMarkets } from "../backtest/synthetic/syntheticMarkets.ts";
import { DAY_SECONDS } from "../backtest/synthetic/timeGrid.ts";
import { MissingSettingError } from "../config/errors.ts";
import { count } from "../watch/historyText.ts";
import { contextOf } from "./context.ts";
import { timeOption } from "./timeOption.ts";
import { wholeNumber } from "./train.ts";

interface SyntheticOptions {
  readonly markets: number;
  readonly days: number;
  readonly seed: number;
  readonly from: number;
  readonly out: string;
  readonly replace: boolean;
}

/** A hundred years. */
const MOST_DAYS = 36_500;

export function syntheticCommand(): Command {
  return new Command("synthetic")
    .description("Makes up a history of lending markets, for who has none yet: files that training and evaluation read like any other's.")
    .requiredOption("--out <folder>", "the folder to write the files into; made if it is not there")
    .option("--markets <number>", "how many markets", upTo(MOST_MARKETS), 20)
    .option("--days <number>", "of how many days, by the hour", upTo(MOST_DAYS), 365)
    .option("--seed <number>", "the same seed makes up the same history", wholeNumber, 1)
    .addOption(
      new Option("--from <day>", "the first day, UTC")
        .argParser((text: string) => timeOption("--from", text))
        .default(DEFAULT_FROM_SECONDS, "2023-01-01"),
    )
    .option("--replace", "write over the synthetic files that are in the folder", false)
    .addHelpText(
      "after",
      `
Everything in it is synthetic and says so: names of files begin with synthetic-, ids of markets with synthetic:, protocols with synthetic-.
Its figures are like those of real markets in distribution only: what earns here proves nothing about them. Days of gas and prices have
no market to name, so import them into a database of their own.

Examples:
  $ npx keeper synthetic --out made-up
  $ npx keeper synthetic --markets 30 --days 730 --seed 7 --out made-up --replace
  $ npx keeper train risk --data made-up --judged-from 2023-07-01`,
    )
    .action(async (options: SyntheticOptions, command: Command) => {
      const { output } = contextOf(command);
      const { markets, days, seed, from, out } = options;
      if (from % DAY_SECONDS !== 0) throw new MissingSettingError("--from is not the start of a day", "Give a day such as 2023-01-01.");
      const endSeconds = from + days * DAY_SECONDS;
      if (endSeconds > Date.now() / 1000) {
        throw new MissingSettingError(
          "The history would end in the future, which no import believes",
          "Give an earlier --from, or fewer --days.",
        );
      }
      const history = syntheticMarkets({ markets, days, seed, fromSeconds: from });
      const files = await writeSyntheticFiles(history, out, options.replace);
      const rows = history.markets.reduce((sum, { timeSeconds }) => sum + timeSeconds.length, 0);
      output.result(
        { synthetic: true, markets, days, seed, fromSeconds: from, toSeconds: endSeconds, rows, files },
        `${count(rows)} hours of ${count(markets)} synthetic markets, made up with seed ${seed}:\n${files.map((file) => `  ${file}`).join("\n")}`,
      );
    });
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const number = wholeNumber(text);
    if (number < 1 || number > most) throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
    return number;
  };
}
