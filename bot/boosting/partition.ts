import type { BinnedMatrix } from "./binning.ts";
import type { RowRange } from "./histogram.ts";
import type { Split } from "./split.ts";

/**
 * Puts the rows of a node that go left before those that go right, each in their order, which keeps reads of the matrix going forward.
 *
 * @param spare Room for as many rows.
 * @returns Where the right ones begin.
 */
export function partition(matrix: BinnedMatrix, split: Split, rowList: Int32Array, { begin, end }: RowRange, spare: Int32Array): number {
  const { bins } = matrix;
  const binsBegin = split.column * matrix.rows;
  const missing = missingBin(matrix, split.column);
  const lastLeft = split.bin;
  let left = begin;
  let right = 0;
  for (let i = begin; i < end; i++) {
    const row = rowList[i] as number;
    const bin = bins[binsBegin + row] as number;
    if (bin === missing ? split.isDefaultLeft : bin <= lastLeft) rowList[left++] = row;
    else spare[right++] = row;
  }
  rowList.set(spare.subarray(0, right), left);
  return left;
}

export function missingBin(matrix: BinnedMatrix, column: number): number {
  return (matrix.cuts[column]?.length ?? 0) + 1;
}
