import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "../evaluate/judged.ts";
import { buildScoreboard, type ScoreboardEntry } from "../evaluate/scoreboard.ts";
import type { MarketPanel } from "../features/featurise.ts";
import type { WindowPreset } from "../features/window.ts";
import { datasetOf } from "../learned/dataset.ts";
import { JUDGED_MOMENTS, momentsOf } from "../learned/outcomes.ts";
import type { QuantileModel } from "../learned/quantileModel.ts";
import { type RecordedStates, stateAt } from "../live/recordedTrack.ts";
import { baselineForecasts } from "./baselineForecasts.ts";
import { NothingToJudgeError } from "./errors.ts";
import { judgedForecasts } from "./judge.ts";
import { published } from "./published.ts";

/** The yardstick, persistence, knows its errors of so long before. */
const YARDSTICK_SECONDS = 365 * 86_400;

export interface ModelEvaluation {
  readonly panel: MarketPanel;
  readonly name: string;
  readonly model: QuantileModel;
  readonly window: WindowPreset;
  /** What the model knew of itself when its training ended. */
  readonly states: RecordedStates;
  /** Moments from here on, up to but without the other. */
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
}

export interface EvaluatedModel {
  /** The model and the baselines, the year before included: it teaches the yardstick and is not scored. */
  readonly judged: readonly JudgedForecasts[];
  readonly scoreboard: readonly ScoreboardEntry[];
}

/**
 * Judges a model on a time it was not trained on, as the keeper would have used it: its gate and calibration go on learning from what has come
 * true by each moment.
 *
 * @throws NothingToJudgeError when no market can be judged in that time.
 */
export function evaluateModel({ panel, name, model, window, states, fromSeconds, toSeconds }: ModelEvaluation): EvaluatedModel {
  const firstSeconds = fromSeconds - YARDSTICK_SECONDS;
  const moments = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: firstSeconds, toSeconds });
  const dataset = datasetOf(panel, moments, model.horizonsSeconds, window);
  const answers = model.predict(dataset);
  // What it says of the time it may have been trained on is nobody's business.
  const size = answers.length / dataset.count;
  moments.forEach(({ atSeconds }, row) => {
    if (atSeconds < fromSeconds) answers.fill(Number.NaN, row * size, (row + 1) * size);
  });
  const judged = model.horizonsSeconds.flatMap((horizonSeconds, horizon) => {
    const baselines = baselineForecasts(panel, dataset, horizon, firstSeconds);
    const raw = judgedForecasts(panel, dataset, name, horizon, answers);
    if (raw.market.length === 0) throw new NothingToJudgeError(fromSeconds, toSeconds);
    const { forecasts } = published(raw, stateAt(states, horizonSeconds));
    return [withPastOf(baselines[0] as JudgedForecasts, forecasts, fromSeconds), ...baselines];
  });
  return { judged, scoreboard: buildScoreboard(judged, fromSeconds) };
}

/** A model's forecasts with persistence's of the time before them, in the order of time. */
function withPastOf(persistence: JudgedForecasts, forecasts: JudgedForecasts, fromSeconds: UnixSeconds): JudgedForecasts {
  const past = Array.from(persistence.madeAtSeconds).findIndex((madeAtSeconds) => madeAtSeconds >= fromSeconds);
  const rows = past < 0 ? persistence.madeAtSeconds.length : past;
  const joined = (before: Float64Array, after: Float64Array, width = 1) =>
    Float64Array.from([...before.subarray(0, rows * width), ...after]);
  return {
    ...forecasts,
    market: Int32Array.from([...persistence.market.subarray(0, rows), ...forecasts.market]),
    madeAtSeconds: joined(persistence.madeAtSeconds, forecasts.madeAtSeconds),
    realisedApr: joined(persistence.realisedApr, forecasts.realisedApr),
    persistenceApr: joined(persistence.persistenceApr, forecasts.persistenceApr),
    pointApr: joined(persistence.pointApr, forecasts.pointApr),
    quantilesApr: joined(persistence.quantilesApr, forecasts.quantilesApr, forecasts.levels.length),
  };
}
