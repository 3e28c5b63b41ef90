import { featurise, type MarketMoment, type MarketPanel } from "../features/featurise.ts";
import type { WindowPreset } from "../features/window.ts";
import { paidOver } from "./outcomes.ts";
import type { TrainingBatch } from "./samples.ts";

/** Errors beyond this many scales are outliers that would drown all others; training treats them as this large. */
const MOST_SCALES = 5;
/** The rate whose rows weigh one. */
const UNIT_SCALE_APR = 0.02;

/** Model input with what came true. */
export interface Dataset extends TrainingBatch {
  readonly moments: readonly MarketMoment[];
  /** The mean APR paid, count × horizons; NaN where it is not known. */
  readonly realisedApr: Float64Array;
}

/**
 * Moments with their features and outcomes. A row weighs the root of its scale: errors are judged in rates, where a market of high rates counts
 * most, but a model that minds only those learns nothing of the others.
 */
export function datasetOf(
  panel: MarketPanel,
  moments: readonly MarketMoment[],
  horizonsSeconds: readonly number[],
  preset?: WindowPreset,
): Dataset {
  const batch = featurise(panel, moments, preset);
  const realisedApr = Float64Array.from(moments.flatMap((moment) => horizonsSeconds.map((horizon) => paidOver(panel, moment, horizon))));
  const horizons = horizonsSeconds.length;
  const targets = Float32Array.from(realisedApr, (apr, i) => {
    const row = Math.floor(i / horizons);
    const z = (apr - (batch.persistenceApr[row] as number)) / (batch.scaleApr[row] as number);
    return Math.max(-MOST_SCALES, Math.min(MOST_SCALES, z));
  });
  const weights = Float32Array.from(batch.scaleApr, (scale) => Math.sqrt(scale / UNIT_SCALE_APR));
  return { ...batch, moments, horizonsSeconds, realisedApr, targets, weights };
}
