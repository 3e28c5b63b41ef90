import type { UnixSeconds } from "../../core/units.ts";
import type { ModelFolder } from "../../predict/models/modelFolder.ts";
import { defaultRiskModelId, SHIPPED_MODELS_FOLDER, trainedModelsFolder } from "../../predict/models/shippedModels.ts";
import { TrainedOnThatTimeError } from "../../predict/training/errors.ts";
import { readRiskModel } from "../classifier/modelFiles.ts";
import { riskModelFolder } from "../classifier/modelFolder.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import { type Replay, riskReport } from "../evaluate/report/report.ts";
import { type RiskScores, riskScores } from "../evaluate/scores.ts";
import { rowsKnownBy, rowsMadeIn } from "./dataset.ts";
import { NoRisksToJudgeError, UnknownReplayMarketError } from "./errors.ts";
import { type RiskHistory, readRiskHistory } from "./history.ts";
import { judgeHeldOut } from "./holdOut.ts";
import { gainImportances } from "./importances.ts";
import { classShares, dayOf, type Judgement, judgedRisks, onsetOf } from "./judge.ts";
import { labelTable } from "./labelTable.ts";
import { replayOf } from "./replay.ts";
import { type RiskEvaluationJson, riskJson } from "./riskJson.ts";
import type { RiskPreset } from "./riskPresets.ts";
import { trainRisk } from "./trainRisk.ts";

export interface RiskEvaluationRequest {
  readonly data: string;
  readonly fromSeconds: UnixSeconds;
  /** Null for the end of the data. */
  readonly toSeconds: UnixSeconds | null;
  /** A trained model; null for the shipped one, or one of its kind trained on what was before if that has seen the time. */
  readonly model: string | null;
  /** Train this kind on what was before instead. */
  readonly preset: RiskPreset | null;
  /** Judge markets that are known by the day only, pools mostly, instead of those known by the hour. */
  readonly pools: boolean;
  /** Judge protocols and assets by models that have seen none of their markets, too. */
  readonly holdOut: boolean;
  /** Names of markets to tell hour by hour in the report. */
  readonly replays: readonly string[];
  readonly seed: number;
  readonly dataFolder: string;
  readonly nowSeconds: UnixSeconds;
  readonly wantsReport: boolean;
  readonly onProgress: (step: string, fraction: number) => void;
}

export interface EvaluatedRisk {
  readonly json: RiskEvaluationJson & {
    readonly heldOutProtocols?: RiskEvaluationJson;
    readonly heldOutAssets?: RiskEvaluationJson;
  };
  readonly scores: RiskScores;
  readonly heldOut: readonly RiskScores[];
  readonly report: string | null;
  /** What came true after each judged moment, as CSV. */
  readonly labels: string;
}

interface Candidate {
  readonly name: string;
  readonly model: RiskModel;
  readonly trainedUntil: string;
  readonly note: string;
}

/**
 * Judges a classifier of risk on files of a time it has not seen.
 *
 * @throws UnknownRiskModelError, NoRiskModelError, TrainedOnThatTimeError, NoRisksToJudgeError, UnknownReplayMarketError, NothingToLearnError, and what reading throws.
 */
export async function evaluateRisk(request: RiskEvaluationRequest): Promise<EvaluatedRisk> {
  const { fromSeconds, seed, onProgress } = request;
  const history = await readRiskHistory(request.data, request.nowSeconds);
  const { dataset, panel } = history;
  const toSeconds = request.toSeconds ?? Number.POSITIVE_INFINITY;
  const hasHours = history.hourly > 0;
  const isJudged = (market: number) => market < history.hourly === (hasHours && !request.pools);
  const rows = rowsMadeIn(dataset, fromSeconds, toSeconds).filter((row) => isJudged(dataset.rows[row]?.market ?? -1));
  if (rows.length === 0) throw new NoRisksToJudgeError(fromSeconds, Math.min(toSeconds, history.endSeconds));
  const replayed = request.replays.map((name) => marketNamed(history, name));

  const candidate = await candidateOf(request, history);
  const known = rowsKnownBy(dataset, fromSeconds, isJudged);
  const shares = {
    trainingShares: classShares(dataset, known.length > 0 ? known : rows),
    trainingOnsetShares: classShares(dataset, onsetOf(dataset, known.length > 0 ? known : rows)),
  };
  const scoresOf = (name: string, judgements: readonly Judgement[]) => {
    const judged = judgedRisks(dataset, name, judgements);
    return { judged, scores: riskScores(judged, shares) };
  };
  const { judged, scores } = scoresOf(candidate.name, [{ model: candidate.model, rows }]);
  const without = (what: string, groupOf: (market: number) => string, trainings?: number) =>
    scoresOf(
      `${candidate.name}, ${what} held out`,
      judgeHeldOut({
        dataset,
        preset: request.preset ?? "causes",
        seed,
        fromSeconds,
        toSeconds,
        isJudged,
        groupOf,
        ...(trainings === undefined ? {} : { trainings }),
        onProgress,
      }),
    ).scores;
  const heldOut = request.holdOut
    ? [
        without("protocols", (market) => panel.views[market]?.series.protocol ?? ""),
        without("assets", (market) => panel.views[market]?.symbol ?? "", 5),
      ]
    : [];
  const [protocols, assets] = heldOut;
  const until = dayOf(fromSeconds);
  return {
    json: {
      ...riskJson(scores, candidate.trainedUntil),
      ...(protocols === undefined ? {} : { heldOutProtocols: riskJson(protocols, until) }),
      ...(assets === undefined ? {} : { heldOutAssets: riskJson(assets, until) }),
    },
    scores,
    heldOut,
    labels: labelTable(dataset, rows),
    report: request.wantsReport
      ? riskReport({
          judged,
          scores,
          importances: gainImportances(candidate.model),
          replays: replayed.map(
            (market): Replay => ({
              title: `${panel.views[market]?.series.marketId}, hour by hour`,
              points: replayOf(panel, candidate.model, market, fromSeconds, Math.min(toSeconds, history.endSeconds)),
            }),
          ),
          notes: [candidate.note, ...heldOut.map(heldOutNote)],
        })
      : null,
  };
}

async function candidateOf(request: RiskEvaluationRequest, { dataset, hourly, daily }: RiskHistory): Promise<Candidate> {
  const { fromSeconds, preset, seed, onProgress } = request;
  const folder = preset === null ? await modelFolder(request) : null;
  const isUnseen = folder !== null && Date.parse(folder.manifest.trainedUntil) / 1000 <= fromSeconds;
  if (folder !== null && isUnseen) {
    const { id, trainedUntil } = folder.manifest;
    return {
      name: id,
      model: readRiskModel(folder.files),
      trainedUntil,
      note: `The model knows what came true until ${trainedUntil}, and nothing later.`,
    };
  }
  if (folder !== null && request.model !== null) {
    throw new TrainedOnThatTimeError(folder.manifest.id, folder.manifest.trainedUntil, new Date(fromSeconds * 1000).toISOString());
  }
  const kind = preset ?? "causes";
  const { model } = trainRisk({ dataset, untilSeconds: fromSeconds, preset: kind, seed, onProgress });
  const trainedUntil = new Date(fromSeconds * 1000).toISOString();
  return {
    name: `${kind} until ${dayOf(fromSeconds)}`,
    model,
    trainedUntil,
    note: `Trained for this page on ${hourly} markets known by the hour and ${daily} known by the day, on what came true until ${trainedUntil} and nothing later, as the shipped model was on all of it.`,
  };
}

async function modelFolder({ model, dataFolder }: RiskEvaluationRequest): Promise<ModelFolder | null> {
  const id = model ?? (await defaultRiskModelId(SHIPPED_MODELS_FOLDER));
  return id === null ? null : riskModelFolder(id, [SHIPPED_MODELS_FOLDER, "models", trainedModelsFolder(dataFolder)]);
}

function marketNamed({ panel }: RiskHistory, name: string): number {
  const wanted = name.toLowerCase();
  const market = panel.views.findIndex(({ series }) => series.marketId.toLowerCase().startsWith(wanted));
  if (market >= 0) return market;
  throw new UnknownReplayMarketError(
    name,
    panel.views.map(({ series }) => series.marketId),
  );
}

function heldOutNote({ model, all }: RiskScores): string {
  const { high, rules, brier, brierBaseRate } = all;
  const best = Object.entries(rules).map(([rule, { high: ofRule }]) => `${rule} ${text(ofRule.prAuc)}`);
  return `${model}: PR-AUC of high ${text(high.prAuc)} at a base rate of ${text(high.baseRate)} (${best.join(", ")}); Brier ${text(brier)}, base rate's ${text(brierBaseRate)}.`;
}

function text(value: number | null): string {
  return value === null ? "not defined" : value.toFixed(3);
}
