/** How a network reads the window. */
export type EncoderSettings = BilstmSettings | TransformerSettings;

export interface BilstmSettings {
  readonly kind: "bilstm";
  /** Of each direction, layer by layer. */
  readonly units: readonly number[];
}

export interface TransformerSettings {
  readonly kind: "transformer";
  readonly layers: number;
  /** Numbers that stand for one step (d_model); a multiple of `heads`. */
  readonly modelSize: number;
  readonly heads: number;
  readonly feedForwardSize: number;
}

export interface NetworkSettings {
  readonly encoder: EncoderSettings;
  /** Whether the features go, beside what the encoder makes of the window, into the head. */
  readonly readsFeatures: boolean;
  /** Units of the layer before the last one; 0 for none. */
  readonly headUnits: number;
}

/** A network, and how it is trained. */
export interface NeuralSettings extends NetworkSettings {
  /** Training ends after so many epochs at the latest. */
  readonly epochs: number;
  /** Training ends when validation has not become better for so many epochs; the best weights are kept. */
  readonly patience: number;
  readonly batchSize: number;
  /** An epoch sees so many rows, chosen at random; null for all. */
  readonly rowsPerEpoch: number | null;
  readonly learningRate: number;
  /** Of AdamW; it also draws the last layer to zero, which is persistence. */
  readonly weightDecay: number;
  /** A batch's gradient is shortened to this length (2-norm) if it is longer. */
  readonly gradientNorm: number;
  /** The share of the head's inputs that is left out at random while training. */
  readonly dropout: number;
}

const TRAINING_DEFAULTS = {
  epochs: 12,
  patience: 3,
  batchSize: 64,
  rowsPerEpoch: 5000,
  learningRate: 1e-3,
  weightDecay: 0.01,
  gradientNorm: 1,
  dropout: 0.1,
} as const;

export const BILSTM_DEFAULTS: NeuralSettings = {
  encoder: { kind: "bilstm", units: [92, 92] },
  readsFeatures: true,
  headUnits: 32,
  ...TRAINING_DEFAULTS,
};

/**
 * The network of the prior work: two bidirectional layers, some 275,000 parameters, over 7 daily steps of 4 channels (rate, total supply,
 * utilization, flow) and nothing else.
 */
export const BILSTM_7X4_DEFAULTS: NeuralSettings = { ...BILSTM_DEFAULTS, readsFeatures: false, headUnits: 0 };

export const TRANSFORMER_DEFAULTS: NeuralSettings = {
  encoder: { kind: "transformer", layers: 2, modelSize: 32, heads: 4, feedForwardSize: 64 },
  readsFeatures: true,
  headUnits: 32,
  ...TRAINING_DEFAULTS,
};
