import { seededRandom } from "../../../bot/boosting/random.ts";

/** Rows of features, some of them not known, and the class of each. */
export interface SyntheticRows {
  readonly rows: number;
  readonly columns: number;
  /** Row by row, rows × columns; NaN is "not known". */
  readonly features: Float32Array;
  /** 0, 1 or 2, in unequal shares. */
  readonly labels: Float32Array;
}

const MISSING_SHARE = 0.1;

/** Classes that hang on a bend, a product and noise; the same for the same seed. */
export function syntheticRows(seed: number, rows: number, columns: number): SyntheticRows {
  const random = seededRandom(seed);
  const features = Float32Array.from({ length: rows * columns }, () => (random() < MISSING_SHARE ? Number.NaN : 2 * random() - 1));
  const labels = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a = 0, b = 0, c = 0, d = 0] = features.subarray(row * columns, row * columns + 4);
    const bend = Number.isNaN(a) ? 0.5 : Math.sin(3 * a);
    const product = Number.isNaN(b * c) ? 0 : b * c;
    const slope = Number.isNaN(d) ? -0.3 : 0.5 * d;
    const level = bend + product + slope + 1.5 * (random() + random() - 1);
    labels[row] = level > 1.2 ? 2 : level > 0.4 ? 1 : 0;
  }
  return { rows, columns, features, labels };
}
