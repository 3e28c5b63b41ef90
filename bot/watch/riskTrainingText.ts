import type { RowScores } from "../risk/evaluate/scores.ts";
import { classRows, figureText, partRows, rankingRows, shareText } from "../risk/evaluate/text.ts";
import type { EvaluatedRisk } from "../risk/training/evaluateRisk.ts";
import type { RiskTrainingResult } from "../risk/training/trainAndWriteRisk.ts";
import { table } from "./table.ts";

/** What a training of the classifier made, for a person. */
export function trainedRiskText({
  model,
  folder,
  trainedFrom,
  trainedUntil,
  samples,
  markets,
  judged,
  seconds,
  peakRssMB,
}: RiskTrainingResult): string {
  const rules = Object.entries(judged.rules).map(([name, { prAuc }]) => `${name} ${figureText(prAuc)}`);
  return [
    `The model ${model}, trained on ${samples} moments of ${markets} markets from ${trainedFrom.slice(0, 10)} to ${trainedUntil.slice(0, 10)}, is in ${folder}; its card says the rest.`,
    "",
    `One of its kind that was trained on what was before ${judged.trainedUntil.slice(0, 10)} has, on what came then, a PR-AUC of ${figureText(judged.high.prAuc)} for class high, which is ${shareText(judged.high.baseRate)} of moments (${rules.join(", ")}), and a Brier score of ${figureText(judged.brier)} where the base rate has ${figureText(judged.brierBaseRate)}.`,
    "",
    `It took ${Math.floor(seconds / 60)} min ${seconds % 60} s and ${peakRssMB} MB.`,
  ].join("\n");
}

/** The scores of an evaluation. */
export function evaluatedRiskText({ json, scores, heldOut }: EvaluatedRisk): string {
  return [
    `${json.model}, trained until ${json.trainedUntil}`,
    ...section("What was said and what came true", classRows(scores.all)),
    ...ranking(scores.model, scores.all),
    ...section("By part", partRows(scores)),
    ...heldOut.flatMap(({ model, all }) => ranking(model, all)),
  ].join("\n");
}

function ranking(model: string, scores: RowScores): readonly string[] {
  return section("Beside simple rules", rankingRows(model, scores));
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return ["", `${title}:`, table(rows.map((row) => [...row]))];
}
