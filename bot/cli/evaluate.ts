import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { evaluatedText } from "../watch/trainingText.ts";
import { contextOf } from "./context.ts";
import { createProgress } from "./progress.ts";
import { timeOption } from "./timeOption.ts";
import { horizonsOption, kindsOption, wholeNumber } from "./train.ts";

export function evaluateCommand(): Command {
  const forecast = new Command("forecast")
    .description(
      "Judges forecasts on files of history: a model's, of a time it was not trained on; or those of kinds of models, walking forward.",
    )
    .requiredOption("--data <folder>", "the folder with CSV files of history, see docs/history.md")
    .requiredOption("--from <day>", "judge forecasts made from this day on", (text: string) => timeOption("--from", text))
    .option("--to <day>", "and before this one; the end of the data by default", (text: string) => timeOption("--to", text))
    .option("--model <id>", "a model, or one member of it (forecast/boosted); the default one if not given")
    .option("--walk-forward <kinds>", "train these kinds again each half year instead", kindsOption)
    .option("--horizons <hours>", "the hours ahead with --walk-forward (default: 24,168)", horizonsOption)
    .option("--seeds <number>", "how many times with --walk-forward, each with another seed", positiveNumber, 1)
    .option("--checkpoints <folder>", "keep what is trained here, so that a killed run goes on where it was")
    .option("--report <file>", "write an HTML page with plots")
    .addHelpText(
      "after",
      `
Forecasts are made every six hours, of markets that hold at least $5M and pay at least 0.1 % at that moment.

Examples:
  $ npx keeper evaluate forecast --data history --from 2024-03-01 --to 2024-09-01 --json
  $ npx keeper evaluate forecast --data history --from 2022-01-01 --walk-forward bilstm,transformer --seeds 5 --report report.html`,
    )
    .action(async (options: EvaluateOptions, command: Command) => {
      const { output, configuration } = contextOf(command);
      if (options.to !== undefined && options.to <= options.from) {
        throw new MissingSettingError("--to must be later than --from", "Give a later day, or leave it out.");
      }
      // What other commands need not wait for.
      const { evaluateForecast, walkForwardForecast } = await import("../predict/training/evaluateForecast.ts");
      const progress = createProgress(output.json);
      try {
        const request = {
          data: options.data,
          fromSeconds: options.from,
          toSeconds: options.to ?? null,
          checkpointFolder: options.checkpoints ?? null,
          nowSeconds: Math.floor(Date.now() / 1000),
          onTraining: (job: string, { step, fraction }: { readonly step: string; readonly fraction: number }) =>
            progress.show(fraction, `${job}: ${step}`),
          wantsReport: options.report !== undefined,
        };
        const evaluated =
          options.walkForward === undefined
            ? await evaluateForecast({ ...request, model: options.model ?? null, dataFolder: configuration.dataFolder })
            : await walkForwardForecast({
                ...request,
                kinds: options.walkForward,
                horizonsSeconds: options.horizons ?? null,
                seeds: options.seeds,
              });
        progress.clear();
        if (options.report !== undefined && evaluated.report !== null) {
          writeFileSync(options.report, evaluated.report);
          output.say(`The report is in ${options.report}.`);
        }
        output.result(evaluated.json, evaluatedText(evaluated));
      } finally {
        progress.clear();
      }
    });
  return new Command("evaluate").description("Judges models.").addCommand(forecast);
}

function positiveNumber(text: string): number {
  const count = wholeNumber(text);
  if (count === 0) throw new InvalidArgumentError("Give at least 1.");
  return count;
}

interface EvaluateOptions {
  readonly data: string;
  readonly from: number;
  readonly to?: number;
  readonly model?: string;
  readonly walkForward?: readonly string[];
  readonly horizons?: readonly number[];
  readonly seeds: number;
  readonly checkpoints?: string;
  readonly report?: string;
}
