import type { EncodeRows, WindowShape } from "../network/encoder.ts";
import { NORMALISATION_EPSILON } from "../network/normalisation.ts";
import type { TransformerSettings } from "../settings.ts";
import { BLOCK_ROWS } from "./blockRows.ts";
import { addProduct, denseKernel, fillWithBias, rectify } from "./dense.ts";
import type { FloatMemory } from "./floatMemory.ts";
import { allocateRows, type Rows } from "./rows.ts";

type WeightsOf = (name: string) => Float32Array;

interface NetworkWeights {
  readonly memory: FloatMemory;
  readonly weightsOf: WeightsOf;
}

/** The encoder of `transformerEncoder.ts` for live use. */
export function prepareTransformer(
  settings: TransformerSettings,
  window: WindowShape,
  memory: FloatMemory,
  weightsOf: WeightsOf,
): EncodeRows {
  const network: NetworkWeights = { memory, weightsOf };
  const { modelSize, feedForwardSize } = settings;
  const { steps, channels } = window;
  const maximalRows = steps * BLOCK_ROWS;
  const input = allocateRows(memory, maximalRows, channels);
  const states = allocateRows(memory, maximalRows, modelSize);
  const normalised = allocateRows(memory, maximalRows, modelSize);
  const projected = allocateRows(memory, maximalRows, 3 * modelSize);
  const attended = allocateRows(memory, maximalRows, modelSize);
  const inner = allocateRows(memory, maximalRows, feedForwardSize);

  const readInput = prepareDense("input", channels, modelSize, network);
  const position = weightsOf("position");
  const attend = prepareAttention(settings, steps);
  const layers = Array.from({ length: settings.layers }, (_, layer) => `layer-${layer + 1}`).map((name) => ({
    attentionNorm: prepareNormalisation(`${name}.attention-norm`, network),
    queryKeyValue: prepareDense(`${name}.query-key-value`, modelSize, 3 * modelSize, network),
    attentionOutput: prepareDense(`${name}.attention-output`, modelSize, modelSize, network),
    feedForwardNorm: prepareNormalisation(`${name}.feed-forward-norm`, network),
    feedForward: prepareDense(`${name}.feed-forward`, modelSize, feedForwardSize, network),
    feedForwardOutput: prepareDense(`${name}.feed-forward-output`, feedForwardSize, modelSize, network),
  }));
  const outputNorm = prepareNormalisation("output-norm", network);

  return (values, count, encodings) => {
    const rows = count * steps;
    for (let row = 0; row < rows; row++) {
      memory.values.set(values.subarray(row * channels, (row + 1) * channels), input.from + row * input.stride);
    }
    readInput.replace(input, rows, states);
    addPositions(states, rows, position, modelSize);
    for (const layer of layers) {
      layer.attentionNorm(states, rows, normalised);
      layer.queryKeyValue.replace(normalised, rows, projected);
      attend(projected, count, attended);
      layer.attentionOutput.add(attended, rows, states);
      layer.feedForwardNorm(states, rows, normalised);
      layer.feedForward.replace(normalised, rows, inner);
      rectify(inner, rows);
      layer.feedForwardOutput.add(inner, rows, states);
    }
    outputNorm({ memory, from: states.from + (steps - 1) * states.stride, stride: steps * states.stride }, count, encodings);
  };
}

function prepareDense(name: string, inputs: number, outputs: number, { memory, weightsOf }: NetworkWeights) {
  const kernel = denseKernel(memory, weightsOf(`${name}.kernel`), inputs, outputs);
  const bias = weightsOf(`${name}.bias`);
  return {
    replace(input: Rows, count: number, out: Rows) {
      fillWithBias(out, count, bias);
      addProduct(input, count, kernel, out);
    },
    add(input: Rows, count: number, out: Rows) {
      addBias(out, count, bias);
      addProduct(input, count, kernel, out);
    },
  };
}

function addBias({ memory, from, stride }: Rows, count: number, bias: Float32Array): void {
  const { values } = memory;
  for (let row = 0; row < count; row++) {
    const start = from + row * stride;
    for (let i = 0; i < bias.length; i++) values[start + i] = (values[start + i] as number) + (bias[i] as number);
  }
}

/** Rows are markets by steps, so that the positions, steps × modelSize, repeat market after market. */
function addPositions({ memory, from, stride }: Rows, rows: number, position: Float32Array, modelSize: number): void {
  const { values } = memory;
  for (let row = 0; row < rows; row++) {
    const start = from + row * stride;
    const own = (row * modelSize) % position.length;
    for (let i = 0; i < modelSize; i++) values[start + i] = (values[start + i] as number) + (position[own + i] as number);
  }
}

function prepareNormalisation(name: string, { weightsOf }: NetworkWeights): (input: Rows, count: number, out: Rows) => void {
  const gain = weightsOf(`${name}.gain`);
  const bias = weightsOf(`${name}.bias`);
  const size = gain.length;
  return (input, count, out) => {
    const { values } = input.memory;
    for (let row = 0; row < count; row++) {
      const from = input.from + row * input.stride;
      const to = out.from + row * out.stride;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += values[from + i] as number;
      const mean = sum / size;
      let squares = 0;
      for (let i = 0; i < size; i++) squares += ((values[from + i] as number) - mean) ** 2;
      const factor = 1 / Math.sqrt(squares / size + NORMALISATION_EPSILON);
      for (let i = 0; i < size; i++) {
        values[to + i] = ((values[from + i] as number) - mean) * factor * (gain[i] as number) + (bias[i] as number);
      }
    }
  };
}

/** @returns Attention of all heads; queries, keys and values of a step lie in one row. */
function prepareAttention({ modelSize, heads }: TransformerSettings, steps: number): (projected: Rows, count: number, out: Rows) => void {
  const headSize = modelSize / heads;
  const scale = 1 / Math.sqrt(headSize);
  const weights = new Float64Array(steps);
  return ({ memory, from, stride }, count, out) => {
    const { values } = memory;
    for (let row = 0; row < count * steps; row++) {
      const firstStep = row - (row % steps);
      for (let head = 0; head < heads; head++) {
        const query = from + row * stride + head * headSize;
        softmaxOfScores(values, query, { keys: from + firstStep * stride + modelSize + head * headSize, stride, headSize, scale }, weights);
        const to = out.from + row * out.stride + head * headSize;
        values.fill(0, to, to + headSize);
        for (let step = 0; step < steps; step++) {
          const weight = weights[step] as number;
          const value = from + (firstStep + step) * stride + 2 * modelSize + head * headSize;
          for (let i = 0; i < headSize; i++) values[to + i] = (values[to + i] as number) + weight * (values[value + i] as number);
        }
      }
    }
  };
}

interface Keys {
  /** Where the first step's key begins. */
  readonly keys: number;
  readonly stride: number;
  readonly headSize: number;
  readonly scale: number;
}

function softmaxOfScores(values: Float32Array, query: number, { keys, stride, headSize, scale }: Keys, weights: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < weights.length; step++) {
    const key = keys + step * stride;
    let score = 0;
    for (let i = 0; i < headSize; i++) score += (values[query + i] as number) * (values[key + i] as number);
    weights[step] = score * scale;
    highest = Math.max(highest, score * scale);
  }
  let total = 0;
  for (let step = 0; step < weights.length; step++) {
    const weight = Math.exp((weights[step] as number) - highest);
    weights[step] = weight;
    total += weight;
  }
  for (let step = 0; step < weights.length; step++) weights[step] = (weights[step] as number) / total;
}
