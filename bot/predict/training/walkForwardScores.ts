import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "../evaluate/judged.ts";
import { buildScoreboard, type ScoreboardEntry } from "../evaluate/scoreboard.ts";
import type { MarketPanel } from "../features/featurise.ts";
import { DEFAULT_WINDOW, PRIOR_WINDOW, type WindowPreset } from "../features/window.ts";
import { datasetOf } from "../learned/dataset.ts";
import { JUDGED_MOMENTS, momentsOf } from "../learned/outcomes.ts";
import type { ModelKind } from "../learned/quantileModel.ts";
import { bilstm7x4 } from "../neural/bilstm.ts";
import { baselineForecasts } from "./baselineForecasts.ts";
import { judgedForecasts } from "./judge.ts";
import { outOfFold, type Trainer } from "./outOfFold.ts";
import type { OnTraining } from "./progress.ts";
import { published } from "./published.ts";
import { refuseNothingToJudge } from "./refuseNothingToJudge.ts";
import { forecastFolds } from "./trainForecast.ts";

export interface WalkForward {
  readonly panel: MarketPanel;
  readonly kinds: readonly ModelKind[];
  readonly horizonsSeconds: readonly number[];
  readonly seeds: readonly number[];
  readonly judgedFromSeconds: UnixSeconds;
  readonly untilSeconds: UnixSeconds;
  readonly trainer: Trainer;
  readonly onTraining: OnTraining;
}

/**
 * How kinds of models do when they are trained again each half year, with several seeds, beside the baselines.
 *
 * @throws NothingToJudgeError when no outcome of the judged time is known.
 */
export async function walkForwardScores({
  panel,
  kinds,
  seeds,
  horizonsSeconds,
  judgedFromSeconds,
  untilSeconds,
  trainer,
  onTraining,
}: WalkForward): Promise<{
  readonly judged: readonly JudgedForecasts[];
  readonly scoreboard: readonly ScoreboardEntry[];
}> {
  const moments = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: 0, toSeconds: untilSeconds });
  const datasets = new Map(
    [...new Set(kinds.map(windowOfKind))].map((window) => [window, datasetOf(panel, moments, horizonsSeconds, window)]),
  );
  for (const dataset of datasets.values()) refuseNothingToJudge(dataset, judgedFromSeconds, untilSeconds);
  const folds = forecastFolds(judgedFromSeconds, untilSeconds, horizonsSeconds);
  const judged: JudgedForecasts[] = [];
  for (const kind of kinds) {
    const dataset = datasets.get(windowOfKind(kind)) as NonNullable<ReturnType<typeof datasets.get>>;
    // Seeds side by side: each network keeps one thread busy.
    const runs = await Promise.all(
      seeds.map((seed) => outOfFold(kind, dataset, folds, seed, trainer, (progress) => onTraining(`${kind.name}, seed ${seed}`, progress))),
    );
    for (const answers of runs) {
      horizonsSeconds.forEach((_, horizon) => {
        judged.push(published(judgedForecasts(panel, dataset, kind.name, horizon, answers)).forecasts);
      });
    }
  }
  const [dataset] = datasets.values();
  if (dataset !== undefined) {
    horizonsSeconds.forEach((_, horizon) => {
      judged.push(...baselineForecasts(panel, dataset, horizon, folds[0]?.testFromSeconds ?? judgedFromSeconds));
    });
  }
  return { judged, scoreboard: buildScoreboard(judged, judgedFromSeconds) };
}

/** What a kind reads of the past: the prior work's network has the prior work's window. */
function windowOfKind({ name }: ModelKind): WindowPreset {
  return name === bilstm7x4.name ? PRIOR_WINDOW : DEFAULT_WINDOW;
}
