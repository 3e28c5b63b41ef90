import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { UnixSeconds } from "../../core/units.ts";
import { type HorizonJson, horizonName, horizonsJson } from "../evaluate/horizonsJson.ts";
import type { ScoreboardEntry } from "../evaluate/scoreboard.ts";
import { FEATURE_NAMES, marketPanel } from "../features/featurise.ts";
import { channelNames, DEFAULT_WINDOW } from "../features/window.ts";
import { ENSEMBLE } from "../learned/ensemble.ts";
import { TRACK_FILE } from "../learned/modelSupport.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";
import { ModelExistsError } from "../models/errors.ts";
import { gitCommit } from "../models/gitCommit.ts";
import type { Manifest } from "../models/manifest.ts";
import { writeModelFolder } from "../models/modelFolder.ts";
import { REFERENCE_FILE, referenceOf } from "../online/featureReference.ts";
import { readHistoryFolder } from "../series/readHistoryFolder.ts";
import { NoHoursError } from "./errors.ts";
import type { OnTraining } from "./progress.ts";
import { trainerWith } from "./trainers.ts";
import { DEFAULT_HORIZONS_SECONDS, DEFAULT_MEMBERS, type TrainedForecast, trainForecast } from "./trainForecast.ts";

const DAY_SECONDS = 86_400;

export interface TrainingRequest {
  readonly data: string;
  readonly id: string;
  readonly modelsFolder: string;
  /** Null for the default ones. */
  readonly members: readonly string[] | null;
  /** Ascending; null for the default ones. */
  readonly horizonsSeconds: readonly number[] | null;
  readonly seed: number;
  readonly judgedFromSeconds: UnixSeconds;
  /** Null for the end of the data. */
  readonly untilSeconds: UnixSeconds | null;
  readonly checkpointFolder: string | null;
  readonly replace: boolean;
  readonly nowSeconds: UnixSeconds;
  readonly onTraining: OnTraining;
}

export interface TrainingResult {
  readonly model: string;
  readonly folder: string;
  readonly trainedFrom: string;
  readonly trainedUntil: string;
  readonly members: Readonly<Record<string, readonly number[]>>;
  readonly horizons: Readonly<Record<string, HorizonJson>>;
  readonly seconds: number;
  readonly peakRssMB: number;
}

/**
 * Trains a forecast model from a folder of history and writes it, with its scores, to a folder of models.
 *
 * @throws ModelExistsError, NoHoursError, NothingToJudgeError, and what reading the history throws.
 */
export async function trainAndWrite(request: TrainingRequest): Promise<TrainingResult> {
  const startedAt = performance.now();
  const { data, id, modelsFolder, seed, judgedFromSeconds, nowSeconds } = request;
  const target = path.join(modelsFolder, id);
  // Said now and not after half an hour of training.
  if (existsSync(target) && !request.replace) throw new ModelExistsError(target);
  const history = await readHistoryFolder(data, nowSeconds);
  if (history.hourly.length === 0) throw new NoHoursError(data);
  const panel = marketPanel(history.hourly, history.conditions);
  const endSeconds = Math.max(...history.hourly.map(({ timeSeconds }) => timeSeconds.at(-1) ?? 0));
  const members = request.members ?? DEFAULT_MEMBERS;
  const trained = await trainForecast({
    panel,
    members,
    horizonsSeconds: request.horizonsSeconds ?? DEFAULT_HORIZONS_SECONDS,
    seed,
    judgedFromSeconds,
    untilSeconds: Math.min(request.untilSeconds ?? endSeconds, endSeconds),
    trainer: trainerWith(request.checkpointFolder),
    onTraining: request.onTraining,
  });
  const files = new Map<string, Uint8Array>([
    ...trained.model.files(),
    [TRACK_FILE, Buffer.from(`${JSON.stringify(trained.states)}\n`)],
    [REFERENCE_FILE, Buffer.from(`${JSON.stringify(rounded(referenceOf(trained.dataset)))}\n`)],
  ]);
  if (request.replace) rmSync(target, { recursive: true, force: true });
  const manifest = manifestOf(request, trained, members, history.hourly.length);
  const folder = await writeModelFolder(modelsFolder, manifest, files);
  return {
    model: id,
    folder,
    trainedFrom: manifest.trainedFrom,
    trainedUntil: manifest.trainedUntil,
    members: Object.fromEntries(members.map((member, i) => [member, trained.weights.map((ofHorizon) => ofHorizon[i] ?? 0)])),
    horizons: horizonsJson(trained.scoreboard.filter(({ model }) => model === ENSEMBLE)),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    peakRssMB: Math.ceil(process.resourceUsage().maxRSS / 1024),
  };
}

function manifestOf(
  { id, seed, judgedFromSeconds, nowSeconds }: TrainingRequest,
  trained: TrainedForecast,
  members: readonly string[],
  markets: number,
): Omit<Manifest, "manifestVersion" | "files"> {
  const judgedFrom = day(judgedFromSeconds);
  const until = day(trained.trainedUntilSeconds);
  const horizons = trained.model.horizonsSeconds.map((seconds) => seconds / 3600).join(",");
  const made = `--members ${members.join(",")} --horizons ${horizons} --seed ${seed} --judged-from ${judgedFrom}`;
  const dayAfter = day(trained.trainedUntilSeconds + DAY_SECONDS);
  return {
    id,
    kind: ENSEMBLE,
    version: until,
    createdAt: iso(nowSeconds),
    gitCommit: gitCommit(),
    horizonsSeconds: [...trained.model.horizonsSeconds],
    levels: [...QUANTILE_LEVELS],
    featureNames: [...FEATURE_NAMES],
    window: { steps: DEFAULT_WINDOW.steps, channelNames: [...channelNames(DEFAULT_WINDOW)] },
    trainedFrom: iso(trained.trainedFromSeconds),
    trainedUntil: iso(trained.trainedUntilSeconds),
    data: [
      `${markets} lending markets of Aave V2 and V3 and Compound V2 and V3 by the hour, with the days of Ethereum around them; ${trained.dataset.count} moments, six hours apart, at which a market held at least $5M and paid at least 0.1 %.`,
      `An ensemble of ${members.join(" and ")}. Scored walking forward: trained again each half year on outcomes that were known a horizon and 30 days (which features look back) before the first forecast. Weights, gates and calibrations are learned on such forecasts only, from a year before ${judgedFrom} on. Settings of gate and calibration were chosen on the same years, so that those scores are a little kinder than the future will be.`,
    ].join(" "),
    seeds: [seed],
    commands: [
      `npx keeper train forecast --data <folder> ${made} --json`,
      `npx keeper evaluate forecast --data <folder> --from ${judgedFrom} --walk-forward ${members.join(",")} --seeds 5 --json`,
      `npx keeper evaluate forecast --data <folder> --model ${id} --from ${dayAfter} --to <day> --json`,
    ],
    limits: [
      "It was trained on lending markets. Elsewhere (pools, staking, savings rates set by governance) it begins with the trust it has earned in lending, until a market has a record of its own: a week and more.",
      "A rate that leaps for a reason outside the data (a governance decision, an attack) is news to it, too.",
      "Coverage is held over all markets and over time; a market with a short record can be off.",
    ],
    scores: { [`walking forward, ${judgedFrom} to ${until}`]: scoresOf(trained.scoreboard) },
  };
}

/** By horizon and model, the pooled figures; of those that are not known nothing is said. */
function scoresOf(entries: readonly ScoreboardEntry[]): Record<string, Record<string, Record<string, number>>> {
  const scores: Record<string, Record<string, Record<string, number>>> = {};
  for (const { model, horizonSeconds, markets, pooled, perMarket } of entries) {
    const judgedMarkets = [...perMarket.values()].filter(({ samples }) => samples > 500);
    const { mae, rmse, mase, relativeMae, pinballRatio, coverage80, crps, pValue } = pooled.scores;
    const figures = {
      forecasts: pooled.samples,
      markets,
      "MAE %": mae * 100,
      "RMSE %": rmse * 100,
      MASE: mase,
      "relative MAE": relativeMae,
      "worst market": Math.max(...judgedMarkets.map(({ scores: own }) => own.relativeMae)),
      "pinball ratio": pinballRatio,
      "coverage of 80 %": coverage80,
      "CRPS %": crps * 100,
      "Diebold-Mariano p": pValue,
    };
    const known = Object.entries(figures).filter(([, value]) => typeof value === "number" && Number.isFinite(value)) as [string, number][];
    const horizon = horizonName(horizonSeconds);
    scores[horizon] = { ...scores[horizon], [model]: Object.fromEntries(known) };
  }
  return scores;
}

/** Distributions are compared by the hundredth: seven digits are plenty. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (_key, one) => (typeof one === "number" ? Number(one.toPrecision(7)) : one))) as Value;
}

function iso(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

function day(seconds: UnixSeconds): string {
  return iso(seconds).slice(0, 10);
}
