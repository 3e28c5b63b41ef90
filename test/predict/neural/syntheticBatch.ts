import type { TrainingBatch } from "../../../bot/predict/learned/samples.ts";
import { seededRandom } from "../../../bot/predict/neural/seededRandom.ts";

export interface BatchShape {
  readonly count: number;
  readonly steps?: number;
  readonly channels?: number;
  readonly features?: number;
  readonly horizons?: number;
}

/**
 * Rows of made-up moments in which something can be learned: the target is half of the first channel's change over the window, plus a
 * fifth of the first feature, plus noise. One feature in ten and one target in twenty are not known.
 */
export function syntheticBatch(seed: number, { count, steps = 7, channels = 4, features = 3, horizons = 2 }: BatchShape): TrainingBatch {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const window = Float32Array.from({ length: count * steps * channels }, normal);
  const featureValues = Float32Array.from({ length: count * features }, () => (random.next() < 0.1 ? Number.NaN : 3 + 2 * normal()));
  const targets = Float32Array.from({ length: count * horizons }, (_, i) => {
    const row = Math.floor(i / horizons);
    const change = (window[(row * steps + steps - 1) * channels] as number) - (window[row * steps * channels] as number);
    const feature = features === 0 ? Number.NaN : ((featureValues[row * features] as number) - 3) / 2;
    const signal = 0.5 * change + (Number.isNaN(feature) ? 0 : 0.2 * feature);
    return random.next() < 0.05 ? Number.NaN : signal + 0.1 * normal();
  });
  return {
    count,
    featureNames: Array.from({ length: features }, (_, i) => `feature-${i}`),
    features: featureValues,
    window: { steps, channelNames: Array.from({ length: channels }, (_, i) => `channel-${i}`), values: window },
    persistenceApr: new Float64Array(count).fill(0.03),
    scaleApr: new Float64Array(count).fill(0.03),
    horizonsSeconds: [86_400, 7 * 86_400].slice(0, horizons),
    targets,
    weights: Float32Array.from({ length: count }, () => 0.5 + random.next()),
  };
}
