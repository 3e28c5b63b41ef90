import { QUANTILE_LEVELS, type TrainingBatch } from "../../learned/samples.ts";
import { outputsFor } from "../network/ascendingQuantiles.ts";
import { LAST_LAYER } from "../network/head.ts";
import type { ParameterLayout } from "../network/parameters.ts";
import type { SeededRandom } from "../seededRandom.ts";
import { clippedTarget } from "./minibatch.ts";

/**
 * The weights that training begins with. The last layer answers, whatever it is given, with persistence and around it the intervals that
 * the training part's own changes had.
 */
export function initialWeights(layout: ParameterLayout, training: TrainingBatch, random: SeededRandom): Float32Array {
  const weights = layout.initialise(random);
  const outputs = training.horizonsSeconds.flatMap((_, horizon) => outputsFor(quantilesAroundZero(training, horizon), QUANTILE_LEVELS));
  layout.viewOf(`${LAST_LAYER}.bias`, weights).set(outputs);
  return weights;
}

/** The targets' quantiles at one horizon, moved so that their median is zero. */
function quantilesAroundZero(training: TrainingBatch, horizon: number): readonly number[] {
  const horizons = training.horizonsSeconds.length;
  const targets = Float32Array.from({ length: training.count }, (_, row) => clippedTarget(training, row * horizons + horizon));
  const known = targets.filter((target) => !Number.isNaN(target)).sort();
  if (known.length === 0) return QUANTILE_LEVELS.map(() => 0);
  const quantile = (level: number) => known[Math.round(level * (known.length - 1))] as number;
  return QUANTILE_LEVELS.map((level) => quantile(level) - quantile(0.5));
}
