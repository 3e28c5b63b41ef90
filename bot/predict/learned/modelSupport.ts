import { FEATURE_NAMES, featurise, isKnownAt, marketPanel } from "../features/featurise.ts";
import { CHANNEL_NAMES, DEFAULT_WINDOW, presetOf, type WindowPreset } from "../features/window.ts";
import type { LoadedForecaster } from "../live/loadedForecaster.ts";
import { type RecordedStates, recordedTrack, stateAt } from "../live/recordedTrack.ts";
import { UnknownModelFeaturesError } from "../models/errors.ts";
import type { ModelFolder } from "../models/modelFolder.ts";
import type { ModelSupport } from "../models/modelSupport.ts";
import { ENSEMBLE, ensembleMembers, ensembleModel } from "./ensemble.ts";
import { MODEL_KINDS } from "./kinds.ts";
import type { QuantileModel } from "./quantileModel.ts";
import { QUANTILE_LEVELS } from "./samples.ts";

export const TRACK_FILE = "track.json";

/** The model in a folder's files, of whatever kind, without its record. */
export function modelOf({ manifest, files }: ModelFolder): QuantileModel {
  if (manifest.kind !== ENSEMBLE) return (MODEL_KINDS.get(manifest.kind) as NonNullable<ReturnType<typeof MODEL_KINDS.get>>).load(files);
  const { members, weights } = ensembleMembers(files, MODEL_KINDS);
  return ensembleModel(members, weights);
}

/** What the window of a folder's model is. @throws UnknownModelFeaturesError */
export function windowOf({ manifest }: ModelFolder): WindowPreset {
  const preset = manifest.window.steps === 0 ? DEFAULT_WINDOW : presetOf(manifest.window);
  if (preset === null) throw new UnknownModelFeaturesError(manifest.id, [`a window of ${manifest.window.steps} steps`]);
  return preset;
}

/** What the model knew of itself when it was shipped. */
export function tracksOf({ files }: ModelFolder): RecordedStates {
  const bytes = files.get(TRACK_FILE);
  return bytes === undefined ? {} : (JSON.parse(Buffer.from(bytes).toString("utf8")) as RecordedStates);
}

/** Every learned model, ready to forecast in the keeper: the features, the model, its gate and calibration. */
export const LEARNED_MODELS: ModelSupport = {
  inputs: { featureNames: FEATURE_NAMES, channelNames: CHANNEL_NAMES },
  loaders: new Map([...MODEL_KINDS.keys(), ENSEMBLE].map((kind) => [kind, async (folder: ModelFolder) => learnedForecaster(folder)])),
};

function learnedForecaster(folder: ModelFolder): LoadedForecaster {
  const { manifest } = folder;
  const model = modelOf(folder);
  const preset = windowOf(folder);
  const tracks = tracksOf(folder);
  return {
    id: manifest.id,
    version: manifest.version,
    horizonsSeconds: manifest.horizonsSeconds,
    track: recordedTrack((horizonSeconds) => stateAt(tracks, horizonSeconds)),
    async forecastAt(series, conditions, atSeconds) {
      const panel = marketPanel(series, conditions);
      const moments = series.map((_, market) => ({ market, atSeconds })).filter((moment) => isKnownAt(panel, moment));
      const batch = featurise(panel, moments, preset);
      const answers = model.predict(batch);
      const size = manifest.horizonsSeconds.length * QUANTILE_LEVELS.length;
      return moments.map(({ market }, row) => ({
        marketId: series[market]?.marketId ?? "",
        persistenceApr: batch.persistenceApr[row] as number,
        scaleApr: batch.scaleApr[row] as number,
        quantilesZ: answers.subarray(row * size, (row + 1) * size),
      }));
    },
  };
}
