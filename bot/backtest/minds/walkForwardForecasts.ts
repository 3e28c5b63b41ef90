import path from "node:path";
import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "../../predict/evaluate/judged.ts";
import { levelIndex } from "../../predict/evaluate/rows.ts";
import type { Fold } from "../../predict/evaluate/walkForward.ts";
import { type MarketPanel, marketPanel } from "../../predict/features/featurise.ts";
import { ENSEMBLE } from "../../predict/learned/ensemble.ts";
import { MODEL_KINDS } from "../../predict/learned/kinds.ts";
import { modelOf, tracksOf, windowOf } from "../../predict/learned/modelSupport.ts";
import type { ModelKind } from "../../predict/learned/quantileModel.ts";
import { stateAt } from "../../predict/live/recordedTrack.ts";
import type { ModelFolder } from "../../predict/models/modelFolder.ts";
import { ensembleOutOfFold } from "../../predict/training/ensembleForecasts.ts";
import { answeredForecasts } from "../../predict/training/judge.ts";
import { outOfFold } from "../../predict/training/outOfFold.ts";
import { published } from "../../predict/training/published.ts";
import { trainerWith } from "../../predict/training/trainers.ts";
import { DEFAULT_HORIZONS_SECONDS, forecastFolds } from "../../predict/training/trainForecast.ts";
import { endSecondsOf } from "../world/world.ts";
import { cachedColumns } from "./cachedColumns.ts";
import type { ForecastColumns } from "./forecastColumns.ts";
import { forecastDataset } from "./forecastDataset.ts";
import { historyUntil, type MindHistory, type MindWorld, refuseMissingMarkets, worldNumbersOf } from "./history.ts";
import { mindTimes, standing } from "./standing.ts";
import { type OnThinking, tellingTrainer } from "./thinking.ts";

/** To be raised whenever the same input would give other columns: what was kept of an earlier version is then not used. */
const VERSION = 1;
/** A model that has seen less than a quarter of a year has nothing to say. */
const LEAST_TRAINING_SECONDS = 90 * 86_400;

export interface ForecastThinking {
  readonly world: MindWorld;
  /** All markets known by the hour (or, where none is, by the day), the world's among them. */
  readonly history: MindHistory;
  readonly horizonSeconds: number;
  /** Names of kinds of models; those of the shipped ensemble are `DEFAULT_MEMBERS`. */
  readonly members: readonly string[];
  readonly seed: number;
  /** Used instead of training where it has learned from nothing later than the world's first moment; null never. */
  readonly shipped: ModelFolder | null;
  /** Where results and trained models are kept; null keeps nothing. */
  readonly cacheFolder: string | null;
  readonly onThinking: OnThinking;
}

/**
 * What the learned forecaster would have said, honestly: an ensemble trained again each half year on what was known (and embargoed) before it, its
 * weights, gate and calibration learned as time goes by from a year before the world on. Each six hours it speaks of every market of the world
 * that is known then, whether or not anybody will ever know what came true; it learns, as in training, from the moments that
 * `JUDGED_MOMENTS` lets in. Nothing later than the world's last moment is looked at. NaN while too little was known to train on.
 *
 * @throws RangeError for a kind of model there is not, and for a history that lacks a market of the world; MindCacheError.
 */
export async function walkForwardForecasts(thinking: ForecastThinking): Promise<ForecastColumns> {
  const { world, horizonSeconds, members, seed, cacheFolder } = thinking;
  refuseMissingMarkets(world, thinking.history);
  const kinds = members.map(kindOf);
  const history = historyUntil(thinking.history, endSecondsOf(world));
  const shipped = usableShipped(thinking);
  return cachedColumns({
    folder: cacheFolder,
    name: "forecasts",
    decides: {
      version: VERSION,
      model: shipped?.manifest ?? { members, settings: kinds.map(({ settings }) => JSON.stringify(settings)), seed },
      horizonSeconds,
      timeSeconds: world.timeSeconds,
      markets: world.markets.map(({ series }) => series.marketId),
      history,
    },
    compute: () => {
      const panel = marketPanel(history.series, history.conditions);
      return shipped === null ? trainedColumns(thinking, kinds, panel) : shippedColumns(thinking, shipped, panel);
    },
  });
}

async function trainedColumns(
  { world, horizonSeconds, seed, cacheFolder, onThinking }: ForecastThinking,
  kinds: readonly ModelKind[],
  panel: MarketPanel,
): Promise<ForecastColumns> {
  // As the shipped model is trained, wherever it knows the horizon.
  const horizonsSeconds = DEFAULT_HORIZONS_SECONDS.includes(horizonSeconds) ? DEFAULT_HORIZONS_SECONDS : [horizonSeconds];
  const dataset = forecastDataset(panel, world, 0, horizonsSeconds);
  const knownFromSeconds = dataset.moments[0]?.atSeconds ?? Number.POSITIVE_INFINITY;
  const folds = forecastFolds(firstSecondsOf(world), endSecondsOf(world) + 1, horizonsSeconds).filter(
    ({ trainUntilSeconds }) => trainUntilSeconds - knownFromSeconds >= LEAST_TRAINING_SECONDS,
  );
  const trainer = tellingTrainer(
    trainerWith(cacheFolder === null ? null : path.join(cacheFolder, "trained")),
    kinds.length * folds.length,
    onThinking,
  );
  const members = await Promise.all(kinds.map((kind) => outOfFold(kind, dataset, folds, seed, trainer, () => undefined)));
  const answers = ensembleOutOfFold(dataset, members, folds);
  const raw = answeredForecasts(panel, dataset, ENSEMBLE, horizonsSeconds.indexOf(horizonSeconds), answers);
  return columnsOf(world, published(raw).forecasts, versionOf(folds, firstSecondsOf(world)));
}

async function shippedColumns(
  { world, horizonSeconds }: ForecastThinking,
  shipped: ModelFolder,
  panel: MarketPanel,
): Promise<ForecastColumns> {
  const model = modelOf(shipped);
  // What has come true since its training ended, its gate and calibration have learned by the world's first moment.
  const dataset = forecastDataset(panel, world, trainedUntilOf(shipped), model.horizonsSeconds, windowOf(shipped));
  const { id, version } = shipped.manifest;
  const raw = answeredForecasts(panel, dataset, id, model.horizonsSeconds.indexOf(horizonSeconds), model.predict(dataset));
  return columnsOf(world, published(raw, stateAt(tracksOf(shipped), horizonSeconds)).forecasts, version);
}

/** The shipped model, where it has not seen the world's time and knows the horizon. */
function usableShipped({ world, shipped, horizonSeconds }: ForecastThinking): ModelFolder | null {
  if (shipped === null || !shipped.manifest.horizonsSeconds.includes(horizonSeconds)) return null;
  return trainedUntilOf(shipped) <= (mindTimes(world)[0] ?? Number.NEGATIVE_INFINITY) ? shipped : null;
}

function columnsOf(world: MindWorld, forecasts: JudgedForecasts, version: string): ForecastColumns {
  const { levels, quantilesApr, pointApr, marketIds, market, madeAtSeconds, model, horizonSeconds } = forecasts;
  const numbers = worldNumbersOf(world, marketIds);
  const nothing = () => new Float64Array(world.markets.length * world.timeSeconds.length).fill(Number.NaN);
  const columns = { meanApr: nothing(), p10Apr: nothing(), p90Apr: nothing() };
  const [low, high] = [levelIndex(levels, 0.1), levelIndex(levels, 0.9)];
  const said = { market: market.map((one) => numbers[one] as number), atSeconds: madeAtSeconds };
  standing(world, said, (place, row) => {
    columns.meanApr[place] = pointApr[row] as number;
    columns.p10Apr[place] = quantilesApr[row * levels.length + low] as number;
    columns.p90Apr[place] = quantilesApr[row * levels.length + high] as number;
  });
  return { name: model, version, horizonSeconds, ...columns };
}

/** Until when each of the models was trained that spoke in the world's time: "2021-11-24, 2022-05-25". */
function versionOf(folds: readonly Fold[], fromSeconds: UnixSeconds): string {
  return folds
    .filter(({ testToSeconds }) => testToSeconds > fromSeconds)
    .map(({ trainUntilSeconds }) => new Date(trainUntilSeconds * 1000).toISOString().slice(0, 10))
    .join(", ");
}

function firstSecondsOf({ timeSeconds }: MindWorld): UnixSeconds {
  return timeSeconds[0] ?? 0;
}

function trainedUntilOf({ manifest }: ModelFolder): UnixSeconds {
  return Date.parse(manifest.trainedUntil) / 1000;
}

function kindOf(name: string): ModelKind {
  const kind = MODEL_KINDS.get(name);
  if (kind === undefined) throw new RangeError(`no kind of model is called ${name}`);
  return kind;
}
