import { binOf, quantileCuts } from "./cuts.ts";
import { BoostingInputError } from "./errors.ts";

/** A bin is one byte, and one of the 256 is "not known". */
export const MAX_VALUE_BINS = 255;

/**
 * A matrix of features, each value replaced by the number of its bin. It does not depend on labels: trainings on the same rows (quantile
 * levels, horizons) share it.
 */
export interface BinnedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Column by column, columns × rows: a histogram is made one column at a time. */
  readonly bins: Uint8Array;
  /** For each column its ascending thresholds; n cuts make value bins 0…n, and bin n + 1 is "not known". */
  readonly cuts: readonly Float32Array[];
}

/**
 * @param features Row by row, rows × columns; NaN is "not known".
 * @param maxBins Of known values, for each column.
 * @param cutRows The rows whose values the cuts lie between, a row as often as it is named; all rows unless given. Where what matters is rare,
 *   cuts by all rows leave it in one bin.
 * @throws BoostingInputError when sizes do not fit or a value is infinite.
 */
export function binFeatures(
  features: Float32Array,
  rows: number,
  columns: number,
  maxBins = MAX_VALUE_BINS,
  cutRows: Int32Array | null = null,
): BinnedMatrix {
  if (features.length !== rows * columns) {
    throw new BoostingInputError(
      `${features.length} values are not ${rows} rows × ${columns} features.`,
      "Give one value for each row and feature.",
    );
  }
  if (!(maxBins >= 2 && maxBins <= MAX_VALUE_BINS)) {
    throw new BoostingInputError(`Features cannot be cut into ${maxBins} bins.`, `Choose 2 to ${MAX_VALUE_BINS} bins.`);
  }
  const bins = new Uint8Array(rows * columns);
  const cuts: Float32Array[] = [];
  const column = new Float32Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) column[r] = finiteOrUnknown(features[r * columns + c] as number, c);
    const cutBy = cutRows === null ? column : Float32Array.from(cutRows, (row) => column[row] as number);
    const columnCuts = quantileCuts(knownAscending(cutBy), maxBins);
    const missing = columnCuts.length + 1;
    for (let r = 0; r < rows; r++) {
      const value = column[r] as number;
      bins[c * rows + r] = Number.isNaN(value) ? missing : binOf(columnCuts, value);
    }
    cuts.push(columnCuts);
  }
  return { rows, columns, bins, cuts };
}

function finiteOrUnknown(value: number, column: number): number {
  if (Number.isFinite(value) || Number.isNaN(value)) return value;
  throw new BoostingInputError(
    `Feature ${column} is infinite in some row.`,
    "Leave out what is not known (NaN) and bound what may overflow.",
  );
}

function knownAscending(column: Float32Array): Float32Array {
  // Typed arrays sort NaN last.
  const sorted = column.slice().sort();
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1])) known--;
  return sorted.subarray(0, known);
}
