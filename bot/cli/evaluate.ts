import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { RISK_PRESETS, type RiskPreset } from "../risk/training/riskPresets.ts";
import { evaluatedRiskText } from "../watch/riskTrainingText.ts";
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
      refuseEmptyTime(options);
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
  return new Command("evaluate").description("Judges models.").addCommand(forecast).addCommand(evaluateRiskCommand());
}

function evaluateRiskCommand(): Command {
  return new Command("risk")
    .description("Judges a classifier of risk on files of history, of a time it was not trained on.")
    .requiredOption("--data <folder>", "the folder with CSV files of history, see docs/history.md")
    .requiredOption("--from <day>", "judge what is said from this day on", (text: string) => timeOption("--from", text))
    .option("--to <day>", "and before this one; the end of the data by default", (text: string) => timeOption("--to", text))
    .option("--model <id>", "a model; by default the shipped one, or one of its kind trained on what was before if that has seen the time")
    .addOption(new Option("--kind <kind>", "train this kind on what was before instead").choices(RISK_PRESETS).conflicts("model"))
    .option("--hold-out", "judge protocols and assets by models that have never seen them, too", false)
    .option("--pools", "judge markets known by the day only, mostly pools", false)
    .option("--seed <number>", "of what is trained", wholeNumber, 1)
    .option("--replay <markets>", "tell these markets hour by hour in the report, comma separated (aave-v2:ust)", (text: string) =>
      text.split(","),
    )
    .option("--labels <file>", "write what came true after each judged moment as CSV")
    .option("--report <file>", "write an HTML page with plots")
    .addHelpText(
      "after",
      `
Moments are twelve hours apart, of markets that hold at least $1M; each is judged by what came true within the seven days after it.

Examples:
  $ npx keeper evaluate risk --data history --from 2023-07-01 --to 2024-03-01 --hold-out --report risk.html --json
  $ npx keeper evaluate risk --data history --from 2023-03-06 --to 2023-03-16 --replay aave-v3:usdc --report usdc.html`,
    )
    .action(async (options: EvaluateRiskOptions, command: Command) => {
      const { output, configuration } = contextOf(command);
      refuseEmptyTime(options);
      const { evaluateRisk } = await import("../risk/training/evaluateRisk.ts");
      const progress = createProgress(output.json);
      try {
        const evaluated = await evaluateRisk({
          data: options.data,
          fromSeconds: options.from,
          toSeconds: options.to ?? null,
          model: options.model ?? null,
          preset: options.kind ?? null,
          pools: options.pools,
          holdOut: options.holdOut,
          replays: options.replay ?? [],
          seed: options.seed,
          dataFolder: configuration.dataFolder,
          nowSeconds: Math.floor(Date.now() / 1000),
          wantsReport: options.report !== undefined,
          onProgress: (step, fraction) => progress.show(fraction, step),
        });
        progress.clear();
        if (options.labels !== undefined) {
          writeFileSync(options.labels, evaluated.labels);
          output.say(`What came true is in ${options.labels}.`);
        }
        if (options.report !== undefined && evaluated.report !== null) {
          writeFileSync(options.report, evaluated.report);
          output.say(`The report is in ${options.report}.`);
        }
        output.result(evaluated.json, evaluatedRiskText(evaluated));
      } finally {
        progress.clear();
      }
    });
}

interface EvaluateRiskOptions {
  readonly data: string;
  readonly from: number;
  readonly to?: number;
  readonly model?: string;
  readonly kind?: RiskPreset;
  readonly holdOut: boolean;
  readonly pools: boolean;
  readonly seed: number;
  readonly replay?: readonly string[];
  readonly labels?: string;
  readonly report?: string;
}

function refuseEmptyTime({ from, to }: { readonly from: number; readonly to?: number }): void {
  if (to !== undefined && to <= from) {
    throw new MissingSettingError("--to must be later than --from", "Give a later day, or leave it out.");
  }
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
