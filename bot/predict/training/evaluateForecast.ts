import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { type HorizonJson, horizonsJson } from "../evaluate/horizonsJson.ts";
import type { JudgedForecasts } from "../evaluate/judged.ts";
import { forecastReport } from "../evaluate/report/report.ts";
import { selectRows } from "../evaluate/rows.ts";
import type { ScoreboardEntry } from "../evaluate/scoreboard.ts";
import { type MarketPanel, marketPanel } from "../features/featurise.ts";
import { ENSEMBLE, ensembleMembers } from "../learned/ensemble.ts";
import { MODEL_KINDS } from "../learned/kinds.ts";
import { LEARNED_MODELS, modelOf, tracksOf, windowOf } from "../learned/modelSupport.ts";
import type { ModelKind } from "../learned/quantileModel.ts";
import { type ModelFolder, readModelFolder } from "../models/modelFolder.ts";
import { requiredModel } from "../models/modelSupport.ts";
import { defaultModelId, SHIPPED_MODELS_FOLDER, trainedModelsFolder } from "../models/shippedModels.ts";
import { readHistoryFolder } from "../series/readHistoryFolder.ts";
import { UnknownForecasterError } from "../unknownForecasterError.ts";
import { TrainedOnThatTimeError } from "./errors.ts";
import { evaluateModel } from "./evaluateModel.ts";
import type { OnTraining } from "./progress.ts";
import { trainerWith } from "./trainers.ts";
import { DEFAULT_HORIZONS_SECONDS } from "./trainForecast.ts";
import { walkForwardScores } from "./walkForwardScores.ts";

interface EvaluationRequest {
  readonly data: string;
  readonly fromSeconds: UnixSeconds;
  /** Null for the end of the data. */
  readonly toSeconds: UnixSeconds | null;
  readonly nowSeconds: UnixSeconds;
  readonly wantsReport: boolean;
}

export interface EvaluatedForecast {
  readonly json: ForecastEvaluationJson | WalkForwardJson;
  readonly scoreboard: readonly ScoreboardEntry[];
  readonly report: string | null;
}

/** What `keeper evaluate forecast --json` prints of a model. */
export interface ForecastEvaluationJson {
  readonly model: string;
  readonly trainedUntil: string;
  readonly horizons: Readonly<Record<string, HorizonJson>>;
}

/** And of kinds of models, walking forward: means over the seeds. */
export interface WalkForwardJson {
  readonly walkForward: Readonly<Record<string, { readonly seeds: number; readonly horizons: Readonly<Record<string, HorizonJson>> }>>;
}

/**
 * Judges a shipped model, or one this keeper has trained, on files of a time it has not seen.
 *
 * @throws UnknownForecasterError, TrainedOnThatTimeError, NothingToJudgeError, and what reading the folders throws.
 */
export async function evaluateForecast(
  request: EvaluationRequest & { readonly model: string | null; readonly dataFolder: string },
): Promise<EvaluatedForecast> {
  const { folder, member } = await chosenModel(request.model, request.dataFolder);
  const { manifest } = folder;
  if (Date.parse(manifest.trainedUntil) / 1000 > request.fromSeconds) {
    throw new TrainedOnThatTimeError(manifest.id, manifest.trainedUntil, iso(request.fromSeconds));
  }
  const { panel, endSeconds } = await panelOf(request);
  const name = member === null ? manifest.id : `${manifest.id}/${member}`;
  const model = member === null ? modelOf(folder) : memberOf(folder, member);
  const toSeconds = request.toSeconds ?? endSeconds;
  const states = member === null ? tracksOf(folder) : {};
  const { judged, scoreboard } = evaluateModel({
    panel,
    name,
    model,
    window: windowOf(folder),
    states,
    fromSeconds: request.fromSeconds,
    toSeconds,
  });
  const horizons = horizonsJson(scoreboard.filter((entry) => entry.model === name));
  const notes = [`The model has learned from what was paid until ${manifest.trainedUntil}, and from nothing later.`];
  return {
    json: { model: name, trainedUntil: manifest.trainedUntil, horizons },
    scoreboard,
    report: request.wantsReport ? reportOf(panel, name, judged, scoreboard, request, notes) : null,
  };
}

/** Judges kinds of models that are trained again each half year on what was known then. */
export async function walkForwardForecast(
  request: EvaluationRequest & {
    readonly kinds: readonly string[];
    /** Ascending; null for the default ones. */
    readonly horizonsSeconds: readonly number[] | null;
    readonly seeds: number;
    readonly checkpointFolder: string | null;
    readonly onTraining: OnTraining;
  },
): Promise<EvaluatedForecast> {
  const { panel, endSeconds } = await panelOf(request);
  const kinds = request.kinds.map((name) => MODEL_KINDS.get(name)).filter((kind): kind is ModelKind => kind !== undefined);
  const { judged, scoreboard } = await walkForwardScores({
    panel,
    kinds,
    horizonsSeconds: request.horizonsSeconds ?? DEFAULT_HORIZONS_SECONDS,
    seeds: Array.from({ length: request.seeds }, (_, i) => i + 1),
    judgedFromSeconds: request.fromSeconds,
    untilSeconds: Math.min(request.toSeconds ?? endSeconds, endSeconds),
    trainer: trainerWith(request.checkpointFolder),
    onTraining: request.onTraining,
  });
  const names = [...new Set(scoreboard.map(({ model }) => model))];
  const byModel = names.map((name) => {
    const entries = scoreboard.filter(({ model }) => model === name);
    return [name, { seeds: entries[0]?.runs ?? 0, horizons: horizonsJson(entries) }] as const;
  });
  const notes = ["Each half year a new model was trained, on outcomes that were known a horizon and 30 days before its first forecast."];
  const [first] = names;
  return {
    json: { walkForward: Object.fromEntries(byModel) },
    scoreboard,
    report: request.wantsReport && first !== undefined ? reportOf(panel, first, judged, scoreboard, request, notes) : null,
  };
}

async function panelOf({
  data,
  nowSeconds,
}: EvaluationRequest): Promise<{ readonly panel: MarketPanel; readonly endSeconds: UnixSeconds }> {
  const { hourly, daily, conditions } = await readHistoryFolder(data, nowSeconds);
  // Days beside hours would be judged by other moments: where there are hours, they are what is judged.
  const series = hourly.length > 0 ? hourly : daily;
  return { panel: marketPanel(series, conditions), endSeconds: Math.max(...series.map(({ timeSeconds }) => timeSeconds.at(-1) ?? 0)) };
}

async function chosenModel(
  name: string | null,
  dataFolder: string,
): Promise<{ readonly folder: ModelFolder; readonly member: string | null }> {
  const folders = [SHIPPED_MODELS_FOLDER, "models", trainedModelsFolder(dataFolder)];
  const [id = "", member] = (name ?? (await defaultModelId(SHIPPED_MODELS_FOLDER)) ?? "").split("/");
  const found = await requiredModel(folders, id, (known) => new UnknownForecasterError(name ?? "the default", known));
  return { folder: await readModelFolder(found, LEARNED_MODELS.inputs), member: member ?? null };
}

function memberOf(folder: ModelFolder, member: string) {
  const members = folder.manifest.kind === ENSEMBLE ? ensembleMembers(folder.files, MODEL_KINDS).members : [];
  const found = members.find(({ kind }) => kind === member);
  const id = folder.manifest.id;
  if (found === undefined) throw new UnknownForecasterError(`${id}/${member}`, [id, ...members.map(({ kind }) => `${id}/${kind}`)]);
  return found.model;
}

function reportOf(
  panel: MarketPanel,
  model: string,
  judged: readonly JudgedForecasts[],
  scoreboard: readonly ScoreboardEntry[],
  { fromSeconds }: EvaluationRequest,
  notes: readonly string[],
): string {
  const suppliedUsd = new Map<MarketId, number>(panel.views.map(({ series }) => [series.marketId, series.totalSupplyUsd.at(-1) ?? 0]));
  const scored = judged.map((one) => since(one, fromSeconds));
  return forecastReport({ model, judged: scored, scoreboard, suppliedUsd, notes });
}

function since(forecasts: JudgedForecasts, fromSeconds: UnixSeconds): JudgedForecasts {
  return selectRows(
    forecasts,
    Array.from(forecasts.madeAtSeconds.keys()).filter((row) => (forecasts.madeAtSeconds[row] as number) >= fromSeconds),
  );
}

function iso(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString();
}
