import type { Fold } from "../evaluate/walkForward.ts";
import { combinationWeights } from "../learned/combinationWeights.ts";
import type { Dataset } from "../learned/dataset.ts";
import { addWeighted, type EnsembleWeights } from "../learned/ensemble.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";

/** Forecasts of members for all rows of a dataset, NaN where they have none. */
export type MemberForecasts = readonly Float32Array[];

/** The weights of the members by horizon, from all moments whose outcomes were known at a time; equal where there are too few. */
export function weightsUntil(dataset: Dataset, members: MemberForecasts, untilSeconds: number, leastRows = LEAST_ROWS): EnsembleWeights {
  return dataset.horizonsSeconds.map((horizonSeconds, horizon) => {
    const rows = rowsWith(dataset, members, horizon).filter(
      (row) => (dataset.moments[row]?.atSeconds ?? Number.POSITIVE_INFINITY) + horizonSeconds <= untilSeconds,
    );
    if (rows.length < leastRows) return members.map(() => 1 / members.length);
    return combinationWeights({
      members: members.map((forecasts) => levelsOf(dataset, forecasts, rows, horizon)),
      targets: rows.map((row) => dataset.targets[row * dataset.horizonsSeconds.length + horizon] as number),
      weights: rows.map((row) => dataset.weights[row] as number),
    });
  });
}

const LEAST_ROWS = 1000;

/** The ensemble's own forecasts of moments it had not seen: each fold's with weights learned on the folds before it. */
export function ensembleOutOfFold(dataset: Dataset, members: MemberForecasts, folds: readonly Fold[]): Float32Array {
  const size = dataset.horizonsSeconds.length * QUANTILE_LEVELS.length;
  const forecasts = new Float32Array(dataset.count * size).fill(Number.NaN);
  for (const { testFromSeconds, testToSeconds } of folds) {
    const weights = weightsUntil(dataset, members, testFromSeconds);
    dataset.moments.forEach(({ atSeconds }, row) => {
      if (atSeconds < testFromSeconds || atSeconds >= testToSeconds) return;
      const answer = new Float32Array(size);
      members.forEach((ofMember, member) => {
        const own = ofMember.subarray(row * size, (row + 1) * size);
        addWeighted(answer, own, dataset.horizonsSeconds.length, (horizon) => weights[horizon]?.[member] ?? 0);
      });
      forecasts.set(answer, row * size);
    });
  }
  return forecasts;
}

function rowsWith(dataset: Dataset, members: MemberForecasts, horizon: number): number[] {
  const size = dataset.horizonsSeconds.length * QUANTILE_LEVELS.length;
  const rows: number[] = [];
  for (let row = 0; row < dataset.count; row++) {
    const isKnown = !Number.isNaN(dataset.targets[row * dataset.horizonsSeconds.length + horizon] as number);
    if (isKnown && members.every((forecasts) => !Number.isNaN(forecasts[row * size] as number))) rows.push(row);
  }
  return rows;
}

function levelsOf(dataset: Dataset, forecasts: Float32Array, rows: readonly number[], horizon: number): Float32Array {
  const group = QUANTILE_LEVELS.length;
  const size = dataset.horizonsSeconds.length * group;
  const into = new Float32Array(rows.length * group);
  for (const [i, row] of rows.entries()) {
    const start = row * size + horizon * group;
    into.set(forecasts.subarray(start, start + group), i * group);
  }
  return into;
}
