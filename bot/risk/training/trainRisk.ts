import type { UnixSeconds } from "../../core/units.ts";
import { calibrateClasses, fitClassCalibration } from "../calibrate/classCalibration.ts";
import { NOTHING_SAID, thresholdsAt } from "../calibrate/classThresholds.ts";
import { RiskModel } from "../classifier/riskModel.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import { featuresOf, type RiskDataset, rowsKnownBy, rowsMadeIn } from "./dataset.ts";
import { NothingToLearnError } from "./errors.ts";
import type { RiskPreset } from "./riskPresets.ts";
import { trainParts } from "./trainParts.ts";

export interface RiskTraining {
  readonly dataset: RiskDataset;
  /** Only outcomes known by then are learned from. */
  readonly untilSeconds: UnixSeconds;
  readonly preset: RiskPreset;
  readonly seed: number;
  /** Markets to learn from; all of them unless given. */
  readonly admits?: (market: number) => boolean;
  readonly onProgress?: (step: string, fraction: number) => void;
}

export interface TrainedRisk {
  readonly model: RiskModel;
  /** The rows it was trained on. */
  readonly rows: Int32Array;
}

/** How long each fold of the calibration is, and how many there are, the last ending where training ends. */
const FOLD_SECONDS = 182 * 86_400;
const FOLDS = 4;

/**
 * Trains a classifier on what was known by a time. What its probabilities mean, and from where on a class is said, is learned from folds of the
 * last two years, each by boosters that knew nothing later than its beginning: purged, since an outcome is known a horizon after its moment.
 *
 * @throws NothingToLearnError when there is too little history, or too little went wrong in it.
 */
export function trainRisk({ dataset, untilSeconds, preset, seed, admits, onProgress }: RiskTraining): TrainedRisk {
  const rows = rowsKnownBy(dataset, untilSeconds, admits);
  const known = new Set(rows);
  const outcomes: Uint8Array[] = [];
  const probabilities: Float64Array[] = [];
  for (let fold = FOLDS; fold > 0; fold--) {
    onProgress?.(`fold ${FOLDS - fold + 1} of ${FOLDS}`, (FOLDS - fold) / (FOLDS + 1));
    const from = untilSeconds - fold * FOLD_SECONDS;
    const before = rowsKnownBy(dataset, from, admits);
    const within = rowsMadeIn(dataset, from, from + FOLD_SECONDS).filter((row) => known.has(row));
    if (before.length === 0 || within.length === 0) continue;
    const model = new RiskModel(trainParts(dataset, before, preset, seed), RISK_FEATURE_NAMES, null, NOTHING_SAID);
    probabilities.push(model.probabilities(featuresOf(dataset, within), within.length));
    outcomes.push(Uint8Array.from(within, (row) => dataset.outcome[row] as number));
  }
  if (outcomes.length === 0) throw new NothingToLearnError(FOLD_SECONDS / 86_400);
  onProgress?.("all rows", FOLDS / (FOLDS + 1));
  const foldOutcome = Uint8Array.from(outcomes.flatMap((ofFold) => [...ofFold]));
  const raw = Float64Array.from(probabilities.flatMap((ofFold) => [...ofFold]));
  const calibration = fitClassCalibration(foldOutcome, raw);
  const thresholds = thresholdsAt(foldOutcome, calibrateClasses(calibration, raw));
  const parts = trainParts(dataset, rows, preset, seed);
  if (parts.length === 0) throw new NothingToLearnError(FOLD_SECONDS / 86_400);
  return { model: new RiskModel(parts, RISK_FEATURE_NAMES, calibration, thresholds), rows };
}
