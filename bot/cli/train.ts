import path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { MODEL_KIND_NAMES } from "../predict/learned/kinds.ts";
import { manifestSchema } from "../predict/models/manifest.ts";
import { RISK_PRESETS, type RiskPreset } from "../risk/training/riskPresets.ts";
import { trainedRiskText } from "../watch/riskTrainingText.ts";
import { trainedText } from "../watch/trainingText.ts";
import { contextOf } from "./context.ts";
import { createProgress } from "./progress.ts";
import { timeOption } from "./timeOption.ts";

export function trainCommand(): Command {
  const forecast = new Command("forecast")
    .description(
      "Trains the ensemble that forecasts APRs on files of history, scores it walking forward, and writes it as a model with its card.",
    )
    .requiredOption("--data <folder>", "the folder with CSV files of history, see docs/history.md")
    .option("--id <name>", "what to call the model; it becomes a folder of that name (default: forecast- and the time)", modelIdOption)
    .option("--models <folder>", "where to write it (default: models in the data folder, where `forecaster` finds it)")
    .option("--members <kinds>", `what it is made of: ${MODEL_KIND_NAMES.join(", ")}`, kindsOption)
    .option("--horizons <hours>", "the hours ahead it is trained for (default: 24,168)", horizonsOption)
    .option("--seed <number>", "the same seed and files give the same model", wholeNumber, 1)
    .option(
      "--judged-from <day>",
      "score it on what it would have forecast from this day on",
      (text: string) => timeOption("--judged-from", text),
      timeOption("--judged-from", "2022-01-01"),
    )
    .option("--until <day>", "look at nothing later; the end of the data by default", (text: string) => timeOption("--until", text))
    .option("--checkpoints <folder>", "keep what is trained here, so that a killed training goes on where it was")
    .option("--replace", "write over a model of that name", false)
    .addHelpText(
      "after",
      "\nExamples:\n  $ npx keeper train forecast --data history\n  $ npx keeper train forecast --data history --id mine --checkpoints .training --json",
    )
    .action(async (options: TrainOptions, command: Command) => {
      const { output, configuration } = contextOf(command);
      // What other commands need not wait for.
      const { trainAndWrite } = await import("../predict/training/trainAndWrite.ts");
      const nowSeconds = Math.floor(Date.now() / 1000);
      const progress = createProgress(output.json);
      try {
        const trained = await trainAndWrite({
          data: options.data,
          id: options.id ?? timedId("forecast", nowSeconds),
          modelsFolder: options.models ?? path.join(configuration.dataFolder, "models"),
          members: options.members ?? null,
          horizonsSeconds: options.horizons ?? null,
          seed: options.seed,
          judgedFromSeconds: options.judgedFrom,
          untilSeconds: options.until ?? null,
          checkpointFolder: options.checkpoints ?? null,
          replace: options.replace,
          nowSeconds,
          onTraining: (job, { step, fraction }) => progress.show(fraction, `${job}: ${step}`),
        });
        progress.clear();
        output.result(trained, trainedText(trained));
      } finally {
        progress.clear();
      }
    });
  return new Command("train").description("Trains models.").addCommand(forecast).addCommand(trainRiskCommand());
}

function trainRiskCommand(): Command {
  return new Command("risk")
    .description("Trains the classifier of risk on files of history, scores it on a time it has not seen, and writes it with its card.")
    .requiredOption("--data <folder>", "the folder with CSV files of history, see docs/history.md")
    .option("--id <name>", "what to call the model; it becomes a folder of that name (default: risk- and the time)", modelIdOption)
    .option("--models <folder>", "where to write it (default: models in the data folder, where `riskModel` finds it)")
    .addOption(new Option("--kind <kind>", "a booster for each cause, or the prior work's one").choices(RISK_PRESETS).default("causes"))
    .option("--seed <number>", "the same seed and files give the same model", wholeNumber, 1)
    .option(
      "--judged-from <day>",
      "score one that was trained on what was before on what came from this day on",
      (text: string) => timeOption("--judged-from", text),
      timeOption("--judged-from", "2023-07-01"),
    )
    .option("--until <day>", "look at nothing later; the end of the data by default", (text: string) => timeOption("--until", text))
    .option("--replace", "write over a model of that name", false)
    .addHelpText(
      "after",
      "\nExamples:\n  $ npx keeper train risk --data history\n  $ npx keeper train risk --data history --id mine --json",
    )
    .action(async (options: TrainRiskOptions, command: Command) => {
      const { output, configuration } = contextOf(command);
      const { trainAndWriteRisk } = await import("../risk/training/trainAndWriteRisk.ts");
      const nowSeconds = Math.floor(Date.now() / 1000);
      const progress = createProgress(output.json);
      try {
        const trained = await trainAndWriteRisk({
          data: options.data,
          id: options.id ?? timedId("risk", nowSeconds),
          modelsFolder: options.models ?? path.join(configuration.dataFolder, "models"),
          preset: options.kind,
          seed: options.seed,
          judgedFromSeconds: options.judgedFrom,
          untilSeconds: options.until ?? null,
          replace: options.replace,
          nowSeconds,
          onProgress: (step, fraction) => progress.show(fraction, step),
        });
        progress.clear();
        output.result(trained, trainedRiskText(trained));
      } finally {
        progress.clear();
      }
    });
}

interface TrainRiskOptions {
  readonly data: string;
  readonly id?: string;
  readonly models?: string;
  readonly kind: RiskPreset;
  readonly seed: number;
  readonly judgedFrom: number;
  readonly until?: number;
  readonly replace: boolean;
}

/** "risk-20261127-081500". */
function timedId(what: string, nowSeconds: number): string {
  return `${what}-${new Date(nowSeconds * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}`;
}

interface TrainOptions {
  readonly data: string;
  readonly id?: string;
  readonly models?: string;
  readonly members?: readonly string[];
  readonly horizons?: readonly number[];
  readonly seed: number;
  readonly judgedFrom: number;
  readonly until?: number;
  readonly checkpoints?: string;
  readonly replace: boolean;
}

/** A name that can be a folder's, and no way out of the folder of models. */
function modelIdOption(text: string): string {
  const { success, error } = manifestSchema.shape.id.safeParse(text);
  if (!success) throw new InvalidArgumentError(`For a model's name, ${error.issues[0]?.message}.`);
  return text;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

export function kindsOption(text: string): readonly string[] {
  const kinds = text.split(",").map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !MODEL_KIND_NAMES.includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no kind "${unknown}". Choose of ${MODEL_KIND_NAMES.join(", ")}.`);
  return kinds;
}

/** Whole hours, comma separated, as seconds in ascending order. */
export function horizonsOption(text: string): readonly number[] {
  const hours = text.split(",").map((one) => wholeNumber(one.trim()));
  if (hours.some((one) => one < 1 || one > LONGEST_HOURS) || new Set(hours).size < hours.length) {
    throw new InvalidArgumentError(`Give different whole hours from 1 to ${LONGEST_HOURS}, as 24,168.`);
  }
  return hours.sort((a, b) => a - b).map((one) => one * 3600);
}

/** Thirty days: beyond what features look back nothing can be told. */
const LONGEST_HOURS = 720;
