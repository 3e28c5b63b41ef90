import { pinball } from "../../../bot/predict/evaluate/metrics/pinballLoss.ts";
import { QUANTILE_LEVELS, type TrainingBatch } from "../../../bot/predict/learned/samples.ts";
import { seededRandom } from "../../../bot/predict/neural/seededRandom.ts";

const FEATURES = ["mean-4h", "mean-24h", "mean-168h", "mean-720h", "deviation-24h", "deviation-168h", "noise"];

/** Standard normal numbers, the same on every run (Box and Muller 1958). */
export function normalNumbers(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/**
 * Made-up moments with a signal that can be learned: z goes half of the way to the mean of the last day and a fifth to that of the last week,
 * with noise that the day's deviation tells the size of. One feature in ten and one target in twenty are not known.
 */
export function plantedBatch(seed: number, count: number): TrainingBatch {
  const normal = normalNumbers(seed);
  const random = seededRandom(seed + 1);
  const horizonsSeconds = [86_400, 7 * 86_400];
  const features = new Float32Array(count * FEATURES.length);
  const targets = new Float32Array(count * horizonsSeconds.length);
  for (let row = 0; row < count; row++) {
    const means = [normal(), normal(), normal(), normal()];
    const deviations = [random.next(), random.next()];
    for (let h = 0; h < horizonsSeconds.length; h++) {
      const z = 0.5 * (means[1] as number) + 0.2 * (means[2] as number) + (0.1 + 0.4 * (deviations[0] as number)) * normal();
      targets[row * horizonsSeconds.length + h] = random.next() < 0.05 ? Number.NaN : z;
    }
    const values = [...means, ...deviations, normal()].map((value) => (random.next() < 0.1 ? Number.NaN : value));
    features.set(values, row * FEATURES.length);
  }
  return {
    count,
    featureNames: FEATURES,
    features,
    window: { steps: 0, channelNames: [], values: new Float32Array(0) },
    persistenceApr: new Float64Array(count).fill(0.03),
    scaleApr: new Float64Array(count).fill(0.03),
    horizonsSeconds,
    targets,
    weights: Float32Array.from({ length: count }, () => 0.5 + random.next()),
  };
}

/** The mean pinball loss in z of answers, over all horizons and levels, of the targets that are known. */
export function pinballZ({ targets }: TrainingBatch, answers: ArrayLike<number>): number {
  let loss = 0;
  let known = 0;
  targets.forEach((target, place) => {
    if (Number.isNaN(target)) return;
    known += QUANTILE_LEVELS.length;
    QUANTILE_LEVELS.forEach((level, k) => {
      loss += pinball(level, target, answers[place * QUANTILE_LEVELS.length + k] as number);
    });
  });
  return loss / known;
}

/** What persistence says of these rows. */
export function persistenceZ({ targets }: TrainingBatch): Float32Array {
  return new Float32Array(targets.length * QUANTILE_LEVELS.length);
}
