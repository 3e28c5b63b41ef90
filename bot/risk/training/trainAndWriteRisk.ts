import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { RISK_CLASSES } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { ModelExistsError } from "../../predict/models/errors.ts";
import { gitCommit } from "../../predict/models/gitCommit.ts";
import type { Manifest } from "../../predict/models/manifest.ts";
import { writeModelFolder } from "../../predict/models/modelFolder.ts";
import { CAUSES } from "../classifier/causes.ts";
import { RISK_KIND, riskModelFiles } from "../classifier/modelFiles.ts";
import { type RiskScores, riskScores } from "../evaluate/scores.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import { HORIZON_SECONDS } from "../thresholds.ts";
import { rowsKnownBy, rowsMadeIn } from "./dataset.ts";
import { NoRisksToJudgeError } from "./errors.ts";
import { type RiskHistory, readRiskHistory } from "./history.ts";
import { classShares, dayOf, judgedRisks, onsetOf } from "./judge.ts";
import { type RiskEvaluationJson, riskJson } from "./riskJson.ts";
import type { RiskPreset } from "./riskPresets.ts";
import { trainRisk } from "./trainRisk.ts";

export interface RiskTrainingRequest {
  readonly data: string;
  readonly id: string;
  readonly modelsFolder: string;
  readonly preset: RiskPreset;
  readonly seed: number;
  /** The scores in the card are of a model trained on what was before, judged from here on. */
  readonly judgedFromSeconds: UnixSeconds;
  /** Null for the end of the data. */
  readonly untilSeconds: UnixSeconds | null;
  readonly replace: boolean;
  readonly nowSeconds: UnixSeconds;
  readonly onProgress: (step: string, fraction: number) => void;
}

export interface RiskTrainingResult {
  readonly model: string;
  readonly folder: string;
  readonly trainedFrom: string;
  readonly trainedUntil: string;
  readonly samples: number;
  readonly markets: number;
  /** Of a model of the same kind that was trained on what was before the judged time. */
  readonly judged: RiskEvaluationJson;
  readonly seconds: number;
  readonly peakRssMB: number;
}

/**
 * Trains a classifier of risk from a folder of history and writes it, with its scores, to a folder of models.
 *
 * @throws ModelExistsError, NothingToLearnError, NoRisksToJudgeError, and what reading the history throws.
 */
export async function trainAndWriteRisk(request: RiskTrainingRequest): Promise<RiskTrainingResult> {
  const startedAt = performance.now();
  const { data, id, modelsFolder, seed, preset, judgedFromSeconds, nowSeconds, onProgress } = request;
  const target = path.join(modelsFolder, id);
  if (existsSync(target) && !request.replace) throw new ModelExistsError(target);
  const history = await readRiskHistory(data, nowSeconds);
  const { dataset } = history;
  const untilSeconds = Math.min(request.untilSeconds ?? history.endSeconds, history.endSeconds);
  const scores = judgedFrom(request, history, untilSeconds);
  const { model, rows } = trainRisk({
    dataset,
    untilSeconds,
    preset,
    seed,
    onProgress: (step, fraction) => onProgress(`the model: ${step}`, fraction),
  });
  const trainedFromSeconds = dataset.rows[rows[0] ?? 0]?.atSeconds ?? history.beginSeconds;
  const files = riskModelFiles(model);
  if (request.replace) rmSync(target, { recursive: true, force: true });
  const markets = new Set(Array.from(rows, (row) => dataset.rows[row]?.market)).size;
  const manifest: Omit<Manifest, "manifestVersion" | "files"> = {
    id,
    kind: RISK_KIND,
    version: dayOf(untilSeconds),
    createdAt: iso(nowSeconds),
    gitCommit: gitCommit(),
    horizonsSeconds: [HORIZON_SECONDS],
    levels: [],
    classes: [...RISK_CLASSES],
    featureNames: RISK_FEATURE_NAMES.filter((name) => model.parts.some(({ features }) => features.includes(name))),
    window: { steps: 0, channelNames: [] },
    trainedFrom: iso(trainedFromSeconds),
    trainedUntil: iso(untilSeconds),
    data: dataText(history, preset, rows.length, markets, judgedFromSeconds),
    seeds: [seed],
    commands: [
      `npx keeper train risk --data <folder> --kind ${preset} --seed ${seed} --judged-from ${dayOf(judgedFromSeconds)} --json`,
      `npx keeper evaluate risk --data <folder> --from ${dayOf(judgedFromSeconds)} --hold-out --report risk.html --json`,
    ],
    limits: [
      "Most of what it calls high does not come true: it is judged by how much more often that does than otherwise, and by what alarms cost.",
      "Pauses, hacks, governance and bad debt come from outside the data. It gives them their share of what is usual and no more; the vetoes act when they are there.",
      "It knows lending markets by the hour and pools by the day, of Ethereum, and USD figures: a fall of a token's price looks like a fall of deposits.",
      "Two crises of dollar tokens are few to learn from: what it says of pegs is little more than how far they are from one.",
    ],
    scores: {
      [`judged ${dayOf(judgedFromSeconds)} to ${dayOf(untilSeconds)} by models trained on what was before, lending markets`]: {
        "class high": cardRows(scores),
        rules: ruleRows(scores),
      },
    },
  };
  const folder = await writeModelFolder(modelsFolder, manifest, files);
  return {
    model: id,
    folder,
    trainedFrom: manifest.trainedFrom,
    trainedUntil: manifest.trainedUntil,
    samples: rows.length,
    markets,
    judged: riskJson(scores, iso(judgedFromSeconds)),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    peakRssMB: Math.ceil(process.resourceUsage().maxRSS / 1024),
  };
}

function judgedFrom(
  { judgedFromSeconds, preset, seed, onProgress }: RiskTrainingRequest,
  { dataset, hourly }: RiskHistory,
  untilSeconds: UnixSeconds,
): RiskScores {
  const isJudged = (market: number) => hourly === 0 || market < hourly;
  const rows = rowsMadeIn(dataset, judgedFromSeconds, untilSeconds - HORIZON_SECONDS).filter((row) =>
    isJudged(dataset.rows[row]?.market ?? -1),
  );
  if (rows.length === 0) throw new NoRisksToJudgeError(judgedFromSeconds, untilSeconds);
  const { model } = trainRisk({
    dataset,
    untilSeconds: judgedFromSeconds,
    preset,
    seed,
    onProgress: (step, fraction) => onProgress(`${preset} before ${dayOf(judgedFromSeconds)}: ${step}`, fraction),
  });
  const before = rowsKnownBy(dataset, judgedFromSeconds, isJudged);
  return riskScores(judgedRisks(dataset, preset, [{ model, rows }]), {
    trainingShares: classShares(dataset, before),
    trainingOnsetShares: classShares(dataset, onsetOf(dataset, before)),
  });
}

function dataText(
  { hourly, daily }: RiskHistory,
  preset: RiskPreset,
  samples: number,
  markets: number,
  judgedFromSeconds: UnixSeconds,
): string {
  const parts =
    preset === "prior"
      ? "One booster of 100 trees a class of depth 4, as the prior work had it"
      : `Boosters of 100 trees of depth 3 under monotone constraints, one for each cause (${CAUSES.map(({ name }) => name).join(", ")})`;
  return [
    `${hourly} lending markets by the hour and ${daily} markets by the day, with the days of Ethereum and prices of dollar tokens around them; ${samples} moments of ${markets} markets, twelve hours apart, at which a market held at least $1M.`,
    "Labels are what came true within the seven days after a moment: never a function of what was known at it.",
    `${parts}; calibrated, and given thresholds, on two years of half-yearly folds, each by boosters that knew nothing later than its beginning.`,
    `Features and settings were chosen on 2022-01 to 2023-06; what is judged from ${dayOf(judgedFromSeconds)} on was looked at afterwards.`,
  ].join(" ");
}

function cardRows({ model, all, onset }: RiskScores): Record<string, Record<string, number>> {
  const figures = {
    samples: all.samples,
    "PR-AUC": all.high.prAuc,
    "base rate": all.high.baseRate,
    "PR-AUC onset": onset.high.prAuc,
    "base rate onset": onset.high.baseRate,
    recall: all.high.recall,
    precision: all.high.precision,
    "PR-AUC medium or worse": all.mediumOrWorse.prAuc,
    Brier: all.brier,
    "Brier of the base rate": all.brierBaseRate,
    events: all.leadTimes.events,
    "events caught": all.leadTimes.caught,
    "median lead h": all.leadTimes.medianLeadHours,
  };
  return { [model]: known(figures) };
}

function ruleRows({ all, onset }: RiskScores): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(all.rules).map(([name, { high, mediumOrWorse }]) => [
      name,
      known({ "PR-AUC": high.prAuc, "PR-AUC onset": onset.rules[name]?.high.prAuc ?? null, "PR-AUC medium or worse": mediumOrWorse.prAuc }),
    ]),
  );
}

function known(figures: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== null));
}

function iso(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
