import type { HorizonJson } from "../predict/evaluate/horizonsJson.ts";
import { scoreboardRows } from "../predict/evaluate/text.ts";
import type { EvaluatedForecast } from "../predict/training/evaluateForecast.ts";
import type { TrainingResult } from "../predict/training/trainAndWrite.ts";
import { table } from "./table.ts";

/** What a training made, for a person. */
export function trainedText({ model, folder, trainedFrom, trainedUntil, members, horizons, seconds, peakRssMB }: TrainingResult): string {
  const weights = Object.entries(members).map(([member, ofHorizons]) => [member, ...ofHorizons.map((weight) => weight.toFixed(2))]);
  return [
    `The model ${model}, trained on ${trainedFrom.slice(0, 10)} to ${trainedUntil.slice(0, 10)}, is in ${folder}; its card says the rest.`,
    "",
    table([["member's weight", ...Object.keys(horizons)], ...weights]),
    "",
    horizonsText(horizons),
    "",
    `It took ${Math.floor(seconds / 60)} min ${seconds % 60} s and ${peakRssMB} MB.`,
  ].join("\n");
}

/** The scoreboard of an evaluation. */
export function evaluatedText({ json, scoreboard }: EvaluatedForecast): string {
  const about = "model" in json ? [`${json.model}, trained until ${json.trainedUntil}`, ""] : [];
  return [...about, table(scoreboardRows(scoreboard))].join("\n");
}

/** How a model did at each horizon, pooled. */
export function horizonsText(horizons: Readonly<Record<string, HorizonJson>>): string {
  const rows = Object.entries(horizons).map(([horizon, { samples, markets, mae, relativeMae, pinballRatio, coverage80 }]) => [
    horizon,
    String(samples),
    String(markets),
    figure(mae === null ? null : mae * 100, " %"),
    figure(relativeMae),
    figure(pinballRatio),
    figure(coverage80 === null ? null : coverage80 * 100, " %"),
  ]);
  return table([["horizon", "forecasts", "markets", "MAE", "of persistence's", "pinball ratio", "in 80 % interval"], ...rows]);
}

function figure(value: number | null, unit = ""): string {
  return value === null ? "–" : `${value.toFixed(3)}${unit}`;
}
