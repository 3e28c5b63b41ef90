/** What Adam remembers from step to step. */
export interface AdamState {
  /** Steps taken. */
  readonly step: number;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

export function newAdamState(size: number): AdamState {
  return { step: 0, firstMoments: new Float32Array(size), secondMoments: new Float32Array(size) };
}

/**
 * One step of AdamW (Kingma and Ba 2015; decoupled weight decay of Loshchilov and Hutter 2019), in place, on the one array of all weights.
 * TensorFlow.js has Adam too, but computes its bias correction in another way when it is restored, so that it does not go on bit by bit.
 *
 * @param decays 1 where weight decay applies.
 * @returns The state after the step; its moments are the same arrays.
 */
export function adamStep(
  weights: Float32Array,
  gradient: Float32Array,
  decays: Uint8Array,
  state: AdamState,
  { learningRate, weightDecay }: AdamSettings,
): AdamState {
  const { firstMoments, secondMoments } = state;
  const step = state.step + 1;
  const rate = learningRate / (1 - BETA_1 ** step);
  const secondCorrection = 1 / (1 - BETA_2 ** step);
  const decay = learningRate * weightDecay;
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i] as number;
    const weight = weights[i] as number;
    const first = BETA_1 * (firstMoments[i] as number) + (1 - BETA_1) * slope;
    const second = BETA_2 * (secondMoments[i] as number) + (1 - BETA_2) * slope * slope;
    firstMoments[i] = first;
    secondMoments[i] = second;
    weights[i] = weight - (rate * first) / (Math.sqrt(second * secondCorrection) + EPSILON) - decay * (decays[i] as number) * weight;
  }
  return { step, firstMoments, secondMoments };
}

/** Shortens the gradient, in place, to at most that 2-norm (Pascanu et al. 2013). @returns The norm it had. */
export function clipToNorm(gradient: Float32Array, maximalNorm: number): number {
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += (gradient[i] as number) ** 2;
  const norm = Math.sqrt(squares);
  if (norm > maximalNorm) {
    const factor = maximalNorm / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * factor;
  }
  return norm;
}
