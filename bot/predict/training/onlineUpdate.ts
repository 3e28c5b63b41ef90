import { equalAccuracy } from "../evaluate/metrics/dieboldMariano.ts";
import { featurise, isKnownAt, marketPanel } from "../features/featurise.ts";
import { type Dataset, datasetOf } from "../learned/dataset.ts";
import { ENSEMBLE, type EnsembleWeights, ensembleMembers, ensembleModel, type Member } from "../learned/ensemble.ts";
import { MODEL_KINDS } from "../learned/kinds.ts";
import { linear } from "../learned/linear.ts";
import { TRACK_FILE } from "../learned/modelSupport.ts";
import { JUDGED_MOMENTS, momentsOf } from "../learned/outcomes.ts";
import { trainingRows } from "../learned/rows.ts";
import type { ModelFolder } from "../models/modelFolder.ts";
import { REFERENCE_FILE, referenceOf } from "../online/featureReference.ts";
import type { OnlineSupport, TrainedModel, Updater } from "../online/onlineSupport.ts";
import { weightsUntil } from "./ensembleForecasts.ts";
import { noAnswers, putAnswers } from "./putAnswers.ts";

/** Fewer new moments than this teach nothing that holds: a month of four markets, six hours apart. */
const LEAST_MOMENTS = 480;
/** The last part of the new moments tells how much each member is to count. */
const WEIGHING_SHARE = 0.4;
const LINEAR = linear.name;

/**
 * Takes an ensemble on: its linear member is trained again on what is new, the others stay as they are, and all are weighed anew on the
 * latest moments, of which the new linear member has seen nothing. Cheap enough for a night, and free to leave everything as it was; the gate
 * decides whether it is any better.
 */
const update: Updater = async (champion, { series, conditions }, { nowSeconds, seed, stop }) => {
  if (champion.manifest.kind !== ENSEMBLE) return null;
  const panel = marketPanel(series, conditions);
  const unseenFromSeconds = Date.parse(champion.manifest.trainedUntil) / 1000;
  const horizons = champion.manifest.horizonsSeconds;
  const moments = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: unseenFromSeconds, toSeconds: nowSeconds - Math.max(...horizons) });
  if (moments.length < LEAST_MOMENTS) return null;
  const dataset = datasetOf(panel, moments, horizons);
  const splitSeconds = unseenFromSeconds + (1 - WEIGHING_SHARE) * (nowSeconds - unseenFromSeconds);
  const early = rowsWhere(dataset, (atSeconds) => atSeconds + Math.max(...horizons) <= splitSeconds);
  const late = rowsWhere(dataset, (atSeconds) => atSeconds > splitSeconds);
  if (early.length < LEAST_MOMENTS / 4 || late.length < LEAST_MOMENTS / 4) return null;

  const settings = { seed, checkpointFolder: null, onProgress: () => undefined, stop };
  const fresh = await linear.train(trainingRows(dataset, early), trainingRows(dataset, []), settings);
  const known = ensembleMembers(champion.files, MODEL_KINDS).members;
  const members: readonly Member[] = [...known.filter(({ kind }) => kind !== LINEAR), { kind: LINEAR, model: fresh }];
  const answers = members.map(({ model }) => putAnswers(dataset, late, model, noAnswers(dataset)));
  const weights = weightsUntil(dataset, answers, nowSeconds, 1);
  return { manifest: manifestOf(champion, dataset, { seed, nowSeconds }), files: filesOf(champion, members, weights, dataset) };
};

/** What learning from the keeper's own samples needs. */
export const ONLINE_LEARNING: OnlineSupport = {
  test: equalAccuracy,
  features({ series, conditions }, momentsSeconds) {
    const panel = marketPanel(series, conditions);
    const moments = momentsSeconds.flatMap((atSeconds) => series.map((_, market) => ({ market, atSeconds })));
    return featurise(
      panel,
      moments.filter((moment) => isKnownAt(panel, moment)),
    );
  },
  update,
};

/** The record goes with the model: it has been earned by the members that stayed. */
function filesOf(
  champion: ModelFolder,
  members: readonly Member[],
  weights: EnsembleWeights,
  dataset: Dataset,
): ReadonlyMap<string, Uint8Array> {
  const track = champion.files.get(TRACK_FILE);
  return new Map<string, Uint8Array>([
    ...ensembleModel(members, weights).files(),
    ...(track === undefined ? [] : [[TRACK_FILE, track] as const]),
    [REFERENCE_FILE, Buffer.from(`${JSON.stringify(referenceOf(dataset))}\n`)],
  ]);
}

function manifestOf(
  { manifest }: ModelFolder,
  dataset: Dataset,
  { seed, nowSeconds }: { readonly seed: number; readonly nowSeconds: number },
): TrainedModel["manifest"] {
  const { kind, horizonsSeconds, levels, featureNames, window, gitCommit, trainedFrom, limits } = manifest;
  return {
    kind,
    gitCommit,
    horizonsSeconds,
    levels,
    featureNames,
    window,
    trainedFrom,
    trainedUntil: new Date(nowSeconds * 1000).toISOString(),
    data: `The model ${manifest.id}, taken on with ${dataset.count} moments of this keeper's own samples: its linear member trained again, its members weighed anew.`,
    seeds: [seed],
    commands: [`npx keeper evaluate forecast --data <folder> --model ${manifest.id} --from <day> --to <day> --json`],
    limits,
    scores: {},
  };
}

function rowsWhere({ moments, count }: Dataset, holds: (atSeconds: number) => boolean): number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) => holds(moments[row]?.atSeconds ?? Number.NaN));
}
