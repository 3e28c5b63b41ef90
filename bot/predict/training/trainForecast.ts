import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "../evaluate/judged.ts";
import { buildScoreboard, type ScoreboardEntry } from "../evaluate/scoreboard.ts";
import { type Fold, walkForward } from "../evaluate/walkForward.ts";
import type { MarketPanel } from "../features/featurise.ts";
import { LOOK_BACK_SECONDS } from "../features/moment.ts";
import { type Dataset, datasetOf } from "../learned/dataset.ts";
import { type EnsembleWeights, ensembleModel, type Member } from "../learned/ensemble.ts";
import { MODEL_KINDS } from "../learned/kinds.ts";
import { JUDGED_MOMENTS, momentsOf } from "../learned/outcomes.ts";
import type { ModelKind, QuantileModel } from "../learned/quantileModel.ts";
import type { RecordedStates } from "../live/recordedTrack.ts";
import { baselineForecasts } from "./baselineForecasts.ts";
import { ensembleOutOfFold, weightsUntil } from "./ensembleForecasts.ts";
import { judgedForecasts } from "./judge.ts";
import { outcomesUntil } from "./outcomesUntil.ts";
import { outOfFold, type Trainer, trainUntil } from "./outOfFold.ts";
import type { OnTraining } from "./progress.ts";
import { published } from "./published.ts";
import { refuseNothingToJudge } from "./refuseNothingToJudge.ts";

/** What the shipped model is trained for. */
export const DEFAULT_HORIZONS_SECONDS: readonly number[] = [86_400, 7 * 86_400];

/** What the shipped ensemble is made of. */
export const DEFAULT_MEMBERS: readonly string[] = ["linear", "boosted", "bilstm", "transformer"];

/** Folds begin before the judged time: the first weights, gates and calibrations need a past of their own. */
const WARM_UP_MONTHS = 12;
const STEP_MONTHS = 6;

export interface ForecastTraining {
  readonly panel: MarketPanel;
  readonly members: readonly string[];
  /** Ascending. */
  readonly horizonsSeconds: readonly number[];
  readonly seed: number;
  /** The time whose forecasts are scored: what came before only teaches. */
  readonly judgedFromSeconds: UnixSeconds;
  /** Nothing later is looked at. */
  readonly untilSeconds: UnixSeconds;
  readonly trainer: Trainer;
  readonly onTraining: OnTraining;
}

export interface TrainedForecast {
  readonly model: QuantileModel;
  readonly weights: EnsembleWeights;
  /** What it knows of itself, from forecasts of times it was not trained on. */
  readonly states: RecordedStates;
  readonly dataset: Dataset;
  /** The ensemble, its members and the baselines, walking forward from the first fold on. */
  readonly judged: readonly JudgedForecasts[];
  readonly scoreboard: readonly ScoreboardEntry[];
  readonly trainedFromSeconds: UnixSeconds;
  readonly trainedUntilSeconds: UnixSeconds;
}

/**
 * Trains the ensemble the way it is judged: members forecast each half year from what was known (and embargoed) before it; their weights, gates
 * and calibrations are learned on those forecasts as time goes by; then the members are trained once more on all there is.
 *
 * @throws NothingToJudgeError when no outcome of the judged time is known.
 */
export async function trainForecast(options: ForecastTraining): Promise<TrainedForecast> {
  const { panel, horizonsSeconds, seed, judgedFromSeconds, untilSeconds, trainer, onTraining } = options;
  const moments = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: 0, toSeconds: untilSeconds });
  const dataset = outcomesUntil(datasetOf(panel, moments, horizonsSeconds), untilSeconds);
  refuseNothingToJudge(dataset, judgedFromSeconds, untilSeconds);
  const folds = forecastFolds(judgedFromSeconds, untilSeconds, horizonsSeconds);
  const kinds = options.members.map(kindOf);
  // Networks in threads of their own and trees in this one, side by side.
  const outOfFolds = await Promise.all(
    kinds.map((kind) => outOfFold(kind, dataset, folds, seed, trainer, (progress) => onTraining(kind.name, progress))),
  );
  const ensemble = ensembleOutOfFold(dataset, outOfFolds, folds);

  const states: Record<string, RecordedStates[string]> = {};
  const judged: JudgedForecasts[] = [];
  horizonsSeconds.forEach((horizonSeconds, horizon) => {
    const { forecasts, state } = published(judgedForecasts(panel, dataset, "ensemble", horizon, ensemble));
    states[horizonSeconds] = state;
    const members = kinds.map((kind, member) => {
      const raw = judgedForecasts(panel, dataset, kind.name, horizon, outOfFolds[member] as Float32Array);
      return published(raw).forecasts;
    });
    const firstSeconds = folds[0]?.testFromSeconds ?? judgedFromSeconds;
    judged.push(forecasts, ...members, ...baselineForecasts(panel, dataset, horizon, firstSeconds));
  });

  const members: Member[] = [];
  for (const kind of kinds) {
    const job = {
      name: `${kind.name}-${seed}-final`,
      seed,
      trainer,
      onProgress: (progress: Parameters<OnTraining>[1]) => onTraining(kind.name, progress),
    };
    members.push({ kind: kind.name, model: await trainUntil(kind, dataset, untilSeconds, job) });
  }
  const weights = weightsUntil(dataset, outOfFolds, untilSeconds);
  return {
    model: ensembleModel(members, weights),
    weights,
    states,
    dataset,
    judged,
    scoreboard: buildScoreboard(judged, judgedFromSeconds),
    trainedFromSeconds: dataset.moments[0]?.atSeconds ?? untilSeconds,
    trainedUntilSeconds: untilSeconds,
  };
}

/** Half years, from a year before the judged time. */
export function forecastFolds(
  judgedFromSeconds: UnixSeconds,
  untilSeconds: UnixSeconds,
  horizonsSeconds: readonly number[],
): readonly Fold[] {
  const from = new Date(judgedFromSeconds * 1000);
  const begin = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() - WARM_UP_MONTHS, from.getUTCDate()) / 1000;
  return walkForward({
    fromSeconds: begin,
    toSeconds: untilSeconds,
    stepMonths: STEP_MONTHS,
    horizonSeconds: Math.max(...horizonsSeconds),
    lookBackSeconds: LOOK_BACK_SECONDS,
  });
}

/** @throws RangeError for a kind there is not; the command line has checked it. */
function kindOf(name: string): ModelKind {
  const kind = MODEL_KINDS.get(name);
  if (kind === undefined) throw new RangeError(`no kind of model is called ${name}`);
  return kind;
}
