/** Counts by what came true (the row) and what was said (the column); scikit-learn's `confusion_matrix`. */
export type ConfusionMatrix = readonly (readonly number[])[];

export function confusionMatrix(outcome: ArrayLike<number>, said: ArrayLike<number>, classes: number): ConfusionMatrix {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < outcome.length; row++) {
    const line = counts[outcome[row] as number] as number[];
    const column = said[row] as number;
    line[column] = (line[column] as number) + 1;
  }
  return counts;
}

/** Of what came true as each class, the share that was said; NaN for a class that never came true. */
export function recallByClass(matrix: ConfusionMatrix): readonly number[] {
  return matrix.map((line, k) => (line[k] as number) / sum(line));
}

/** Of what was said to be each class, the share that came true; NaN for a class that was never said. */
export function precisionByClass(matrix: ConfusionMatrix): readonly number[] {
  return matrix.map((line, k) => (line[k] as number) / sum(matrix.map((other) => other[k] as number)));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
