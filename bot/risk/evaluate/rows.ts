import type { JudgedRisks } from "./judged.ts";

const CLASSES = 3;

/** The judged risks of the given rows, in their order; the list of markets stays whole. */
export function selectRows(judged: JudgedRisks, rows: ArrayLike<number>): JudgedRisks {
  const floats = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
  const bytes = (values: Uint8Array): Uint8Array => Uint8Array.from(rows, (row) => values[row] as number);
  const probabilities = new Float64Array(rows.length * CLASSES);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * CLASSES;
    probabilities.set(judged.probabilities.subarray(from, from + CLASSES), i * CLASSES);
  }
  return {
    ...judged,
    market: Int32Array.from(rows, (row) => judged.market[row] as number),
    madeAtSeconds: floats(judged.madeAtSeconds),
    outcome: bytes(judged.outcome),
    highInSeconds: floats(judged.highInSeconds),
    isHighNow: bytes(judged.isHighNow),
    probabilities,
    said: bytes(judged.said),
    rules: Object.fromEntries(Object.entries(judged.rules).map(([name, values]) => [name, floats(values)])),
  };
}

/** Moments at which there is still something to foresee: nothing of class high is the case yet. */
export function onsetRows({ isHighNow }: JudgedRisks): Int32Array {
  return Int32Array.from(isHighNow.keys()).filter((row) => isHighNow[row] === 0);
}

/** What the model says against each question: one number a row. */
export function columnOf(probabilities: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: probabilities.length / CLASSES }, (_value, row) => probabilities[row * CLASSES + k] as number);
}

/** How likely medium or worse is: all that is not low, by a subtraction, so that equal chances stay equal whatever is high of them. */
export function mediumOrWorse(probabilities: Float64Array): Float64Array {
  return columnOf(probabilities, 0).map((low) => 1 - low);
}
