import { type Fold, isTestedIn, mayTrainOn } from "../evaluate/walkForward.ts";
import type { Dataset } from "../learned/dataset.ts";
import type { ModelKind, QuantileModel, TrainingProgress } from "../learned/quantileModel.ts";
import { trainingRows } from "../learned/rows.ts";
import type { TrainingBatch } from "../learned/samples.ts";
import { noAnswers, putAnswers } from "./putAnswers.ts";

/** The share of the training time, its last, that is kept back to tell when to stop. */
const VALIDATION_SHARE = 0.12;
/** Of neighbouring moments one in so many is trained on: six hours apart they say nearly the same. */
const TRAINING_STRIDE = 2;
const MOMENT_SECONDS = 6 * 3600;

/** Trains one model; in this thread or in another. */
export type Trainer = (
  kind: ModelKind,
  training: TrainingBatch,
  validation: TrainingBatch,
  job: { readonly name: string; readonly seed: number; readonly onProgress: (progress: TrainingProgress) => void },
) => Promise<QuantileModel>;

/** Forecasts of moments that the model had not seen when it made them: dataset rows × horizons × levels, z; NaN where no fold tests, or nothing was known to train on. */
export async function outOfFold(
  kind: ModelKind,
  dataset: Dataset,
  folds: readonly Fold[],
  seed: number,
  trainer: Trainer,
  onProgress: (progress: TrainingProgress) => void,
): Promise<Float32Array> {
  const forecasts = noAnswers(dataset);
  for (const [number, fold] of folds.entries()) {
    const tested = rowsWhere(dataset, (atSeconds) => isTestedIn(fold, atSeconds));
    if (tested.length === 0 || rowsKnownAt(dataset, fold.trainUntilSeconds).length === 0) continue;
    const name = `${kind.name}-${seed}-fold-${number + 1}`;
    const model = await trainUntil(kind, dataset, fold.trainUntilSeconds, { name, seed, trainer, onProgress });
    putAnswers(dataset, tested, model, forecasts);
  }
  return forecasts;
}

/** Trains a model on all that was known at a time: moments whose outcomes had come true by then. */
export async function trainUntil(
  kind: ModelKind,
  dataset: Dataset,
  untilSeconds: number,
  job: {
    readonly name: string;
    readonly seed: number;
    readonly trainer: Trainer;
    readonly onProgress: (progress: TrainingProgress) => void;
  },
): Promise<QuantileModel> {
  const longest = Math.max(...dataset.horizonsSeconds);
  const known = rowsKnownAt(dataset, untilSeconds);
  if (!kind.stopsEarly) return job.trainer(kind, trainingRows(dataset, known), trainingRows(dataset, []), job);
  const from = dataset.moments[known[0] ?? 0]?.atSeconds ?? 0;
  const split = untilSeconds - VALIDATION_SHARE * (untilSeconds - from);
  const early = known.filter((row) => momentOf(dataset, row) + longest <= split);
  const late = known.filter((row) => momentOf(dataset, row) > split);
  return job.trainer(kind, trainingRows(dataset, early), trainingRows(dataset, late), job);
}

/** Rows to train on whose outcomes had all come true by a time. */
function rowsKnownAt(dataset: Dataset, untilSeconds: number): number[] {
  const longest = Math.max(...dataset.horizonsSeconds);
  const whole: Fold = { trainUntilSeconds: untilSeconds, testFromSeconds: untilSeconds, testToSeconds: untilSeconds };
  return rowsWhere(dataset, (atSeconds, row) => mayTrainOn(whole, atSeconds, longest) && isTrainedOn(dataset, row));
}

function rowsWhere(dataset: Dataset, holds: (atSeconds: number, row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < dataset.count; row++) if (holds(momentOf(dataset, row), row)) rows.push(row);
  return rows;
}

function momentOf({ moments }: Dataset, row: number): number {
  return moments[row]?.atSeconds ?? Number.NaN;
}

/** Every second moment of a market, of one market the even and of the next the odd ones: all hours of the day are seen. */
function isTrainedOn({ moments, targets, horizonsSeconds }: Dataset, row: number): boolean {
  const moment = moments[row];
  if (moment === undefined || (moment.atSeconds / MOMENT_SECONDS + moment.market) % TRAINING_STRIDE >= 1) return false;
  return horizonsSeconds.some((_, horizon) => !Number.isNaN(targets[row * horizonsSeconds.length + horizon] as number));
}
