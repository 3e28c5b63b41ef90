import { FEATURE_NAMES, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { channelNames, DEFAULT_WINDOW } from "../../../bot/predict/features/window.ts";
import { boosted } from "../../../bot/predict/learned/boosted.ts";
import { datasetOf } from "../../../bot/predict/learned/dataset.ts";
import { ENSEMBLE, ensembleModel } from "../../../bot/predict/learned/ensemble.ts";
import { linear } from "../../../bot/predict/learned/linear.ts";
import { TRACK_FILE } from "../../../bot/predict/learned/modelSupport.ts";
import { JUDGED_MOMENTS, momentsOf } from "../../../bot/predict/learned/outcomes.ts";
import type { QuantileModel } from "../../../bot/predict/learned/quantileModel.ts";
import { trainingRows } from "../../../bot/predict/learned/rows.ts";
import { INITIAL_STATE, type RecordedStates } from "../../../bot/predict/live/recordedTrack.ts";
import type { Manifest } from "../../../bot/predict/models/manifest.ts";
import { sampleManifest } from "../models/sampleModel.ts";
import { at, DAY, madeUpMarkets, seriesOf } from "../training/madeUpHistory.ts";

export const HORIZONS_SECONDS = [DAY, 7 * DAY];
export const TRAINED_UNTIL = "2022-10-01";
export const MARKETS = madeUpMarkets(at("2022-06-01"), at("2023-02-01"));

export interface SmallEnsemble {
  readonly model: QuantileModel;
  readonly manifest: Omit<Manifest, "manifestVersion" | "files">;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The record of a model that has none yet. */
export const TRACKS: RecordedStates = { [DAY]: INITIAL_STATE, [7 * DAY]: INITIAL_STATE };

/** An ensemble of trees and lines, trained on four months of made-up markets: half a second. */
export async function smallEnsemble(): Promise<SmallEnsemble> {
  const panel = marketPanel(seriesOf(MARKETS), new Map());
  const moments = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: 0, toSeconds: at(TRAINED_UNTIL) - 7 * DAY });
  const dataset = datasetOf(panel, moments, HORIZONS_SECONDS);
  const settings = { seed: 1, checkpointFolder: null, onProgress: () => undefined };
  const members = [];
  for (const kind of [boosted, linear]) {
    members.push({ kind: kind.name, model: await kind.train(dataset, trainingRows(dataset, []), settings) });
  }
  const model = ensembleModel(members, [
    [0.4, 0.5],
    [0.25, 0.75],
  ]);
  return {
    model,
    manifest: {
      ...sampleManifest,
      id: "small",
      kind: ENSEMBLE,
      featureNames: [...FEATURE_NAMES],
      window: { steps: DEFAULT_WINDOW.steps, channelNames: [...channelNames(DEFAULT_WINDOW)] },
      trainedUntil: `${TRAINED_UNTIL}T00:00:00Z`,
    },
    files: new Map([...model.files(), [TRACK_FILE, Buffer.from(JSON.stringify(TRACKS))]]),
  };
}
