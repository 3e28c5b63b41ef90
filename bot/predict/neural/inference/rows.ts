/** Rows of numbers somewhere in an array; the first begins at `from`, each next one `stride` later. */
export interface Rows {
  readonly values: Float64Array;
  readonly from: number;
  readonly stride: number;
}

export function newRows(count: number, columns: number): Rows {
  return { values: new Float64Array(count * columns), from: 0, stride: columns };
}

/** The rows from the `index`th on. */
export function rowsFrom({ values, from, stride }: Rows, index: number): Rows {
  return { values, from: from + index * stride, stride };
}

/** The rows' columns from the `index`th on. */
export function columnsFrom({ values, from, stride }: Rows, index: number): Rows {
  return { values, from: from + index, stride };
}
