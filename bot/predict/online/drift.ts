import { quantile } from "../interval.ts";
import { columnOf, distributionOf, type FeatureDistribution, type FeatureReference, type FeatureRows } from "./featureReference.ts";

/** How far one feature has moved from what a model was trained on. */
export interface FeatureDrift {
  readonly feature: string;
  /** How far the average value would have to be moved, in interquartile ranges of the training; infinite where that is nothing. */
  readonly wasserstein: number;
  /** In bits: 0 for the same distribution, 1 for two that have nothing in common; "not known" is a value of its own. */
  readonly jensenShannon: number;
}

export interface DriftSettings {
  readonly wassersteinAlarm: number;
  readonly jensenShannonAlarm: number;
  /** Fewer live samples say nothing. */
  readonly minimumSamples: number;
}

export const DRIFT_SETTINGS: DriftSettings = { wassersteinAlarm: 0.5, jensenShannonAlarm: 0.1, minimumSamples: 100 };

/** The features that have drifted far enough to tell, the furthest first; features that only one side has are left out. */
export function drifted(reference: FeatureReference, live: FeatureRows, settings: DriftSettings = DRIFT_SETTINGS): readonly FeatureDrift[] {
  if (live.count < settings.minimumSamples) return [];
  return live.featureNames
    .flatMap((feature, column) => {
      const trained = reference[feature];
      return trained === undefined ? [] : [driftOf(feature, trained, distributionOf(columnOf(live, column)))];
    })
    .filter((drift) => drift.wasserstein >= settings.wassersteinAlarm || drift.jensenShannon >= settings.jensenShannonAlarm)
    .sort((a, b) => b.jensenShannon - a.jensenShannon);
}

export function driftOf(feature: string, trained: FeatureDistribution, live: FeatureDistribution): FeatureDrift {
  return { feature, wasserstein: wasserstein1(trained, live), jensenShannon: jensenShannon(trained, live) };
}

/** The Wasserstein-1 distance of the known values, ∫|F⁻¹ − G⁻¹|, over the interquartile range of the first; zero where one side has none. */
function wasserstein1(trained: FeatureDistribution, live: FeatureDistribution): number {
  if (trained.quantiles.length === 0 || live.quantiles.length === 0) return 0;
  const distance =
    trained.quantiles.reduce((sum, value, i) => sum + Math.abs(value - (live.quantiles[i] as number)), 0) / trained.quantiles.length;
  const range = quantile(trained.quantiles, 0.75) - quantile(trained.quantiles, 0.25);
  return distance === 0 ? 0 : distance / range;
}

const BINS = 20;

/**
 * The Jensen–Shannon divergence (Lin 1991, "Divergence measures based on the Shannon entropy"), over bins that hold a twentieth of the training
 * each, one for values below all of them, one above, and one for "not known".
 */
function jensenShannon(trained: FeatureDistribution, live: FeatureDistribution): number {
  const edges = [...new Set(Array.from({ length: BINS + 1 }, (_, i) => quantile(trained.quantiles, i / BINS)))].filter(Number.isFinite);
  const p = binned(trained, edges);
  const q = binned(live, edges);
  return p.reduce((sum, share, i) => {
    const other = q[i] as number;
    const middle = (share + other) / 2;
    return sum + (relativeEntropy(share, middle) + relativeEntropy(other, middle)) / 2;
  }, 0);
}

function relativeEntropy(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}

/** Shares: below the first edge, from each edge on, above the last one, not known. */
function binned({ quantiles, unknownShare }: FeatureDistribution, edges: readonly number[]): Float64Array {
  const shares = new Float64Array(edges.length + 3);
  const last = edges.at(-1) ?? Number.NEGATIVE_INFINITY;
  for (const value of quantiles) {
    const bin = value > last ? edges.length + 1 : edges.findLastIndex((edge) => edge <= value) + 1;
    shares[bin] = (shares[bin] as number) + (1 - unknownShare) / quantiles.length;
  }
  shares[edges.length + 2] = unknownShare;
  return shares;
}
