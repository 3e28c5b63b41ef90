import { type BinnedMatrix, binFeatures } from "../../bot/boosting/binning.ts";
import { type Random, seededRandom } from "../../bot/boosting/random.ts";

/** Rows whose label depends on a few of their features, bends and noise, with values that are not known. */
export interface Synthetic {
  readonly rows: number;
  readonly columns: number;
  readonly features: Float32Array;
  /** What a regression is to find, with noise that grows with the third feature. */
  readonly values: Float64Array;
  /** The same in three classes. */
  readonly classes: Float64Array;
}

export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function synthetic(seed: number, rows: number, columns = 6, missingShare = 0.1): Synthetic {
  const random = seededRandom(seed);
  const features = new Float32Array(rows * columns);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // Every fourth column takes a few values only.
      const value = column % 4 === 3 ? Math.floor(random() * 5) : gaussian(random);
      features[row * columns + column] = random() < missingShare ? Number.NaN : value;
    }
    const [a, b, c] = [0, 1, 2].map((column) => features[row * columns + column] as number) as [number, number, number];
    // That a value is not known says something, too.
    const bend = Number.isNaN(a) ? 1.5 : Math.sin(2 * a);
    const slope = Number.isNaN(b) ? -1 : 0.5 * b;
    values[row] = bend + slope + gaussian(random) * (0.3 + (c > 0 ? 0.5 : 0));
  }
  return { rows, columns, features, values, classes: values.map((value) => (value < -0.6 ? 0 : value < 0.9 ? 1 : 2)) };
}

export function binned({ features, rows, columns }: Synthetic) {
  return binFeatures(features, rows, columns);
}

/** Rows of a matrix, as often as they are named. */
export function pickRows(matrix: BinnedMatrix, picked: readonly number[]): BinnedMatrix {
  const { rows, columns, bins } = matrix;
  const bytes = Array.from({ length: columns }, (_, column) => picked.map((row) => bins[column * rows + row] as number)).flat();
  return { ...matrix, rows: picked.length, bins: Uint8Array.from(bytes) };
}

/** Mean −log of the probability given to each row's class. */
export function logLoss(probabilities: ArrayLike<number>, classes: ArrayLike<number>, classCount: number): number {
  let sum = 0;
  for (let row = 0; row < classes.length; row++) sum -= Math.log(probabilities[row * classCount + (classes[row] as number)] as number);
  return sum / classes.length;
}

export function meanSquaredError(predictions: ArrayLike<number>, values: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += ((predictions[row] as number) - (values[row] as number)) ** 2;
  return sum / values.length;
}

export function meanAbsoluteError(predictions: ArrayLike<number>, values: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += Math.abs((predictions[row] as number) - (values[row] as number));
  return sum / values.length;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
