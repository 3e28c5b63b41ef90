import { z } from "zod";
import { quantile } from "../interval.ts";

/** How finely a feature's distribution is kept. */
const QUANTILES = 200;

const distributionSchema = z.strictObject({
  /** The values at (i + ½) / 200 of the way, ascending; none where the feature was never known. */
  quantiles: z.array(z.number()),
  /** The share of samples that did not know it. */
  unknownShare: z.number().min(0).max(1),
});

/** How one feature was distributed over a model's training. */
export type FeatureDistribution = z.output<typeof distributionSchema>;

/** `reference.json` of a model's folder: what live features are held against. */
export const featureReferenceSchema = z.record(z.string(), distributionSchema);

export type FeatureReference = z.output<typeof featureReferenceSchema>;

export const REFERENCE_FILE = "reference.json";

/** Features of many moments, row by row; NaN is "not known". As in `SampleBatch`. */
export interface FeatureRows {
  readonly count: number;
  readonly featureNames: readonly string[];
  readonly features: ArrayLike<number>;
}

/** How the features of these rows are distributed. */
export function referenceOf(rows: FeatureRows): FeatureReference {
  return Object.fromEntries(rows.featureNames.map((name, column) => [name, distributionOf(columnOf(rows, column))]));
}

export function columnOf({ count, featureNames, features }: FeatureRows, column: number): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => features[row * featureNames.length + column] as number);
}

/** @param values NaN is "not known". */
export function distributionOf(values: Float64Array): FeatureDistribution {
  const known = values.filter((value) => Number.isFinite(value)).sort();
  return {
    quantiles: known.length === 0 ? [] : Array.from({ length: QUANTILES }, (_, i) => quantile(known, (i + 0.5) / QUANTILES)),
    unknownShare: values.length === 0 ? 0 : 1 - known.length / values.length,
  };
}
