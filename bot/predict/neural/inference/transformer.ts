import type { EncodeRows, WindowShape } from "../encoder.ts";
import { NORMALISATION_EPSILON } from "../normalisation.ts";
import type { TransformerSettings } from "../settings.ts";
import { BLOCK_ROWS } from "./blockRows.ts";
import { addProduct, denseKernel, fillWithBias } from "./dense.ts";
import { newRows, type Rows } from "./rows.ts";

type WeightsOf = (name: string) => Float32Array;

/** The encoder of `transformerEncoder.ts` in plain loops. */
export function prepareTransformer(settings: TransformerSettings, window: WindowShape, weightsOf: WeightsOf): EncodeRows {
  const { modelSize, feedForwardSize } = settings;
  const { steps, channels } = window;
  const maximalRows = steps * BLOCK_ROWS;
  const input = newRows(maximalRows, channels);
  const states = newRows(maximalRows, modelSize);
  const normalised = newRows(maximalRows, modelSize);
  const projected = newRows(maximalRows, 3 * modelSize);
  const attended = newRows(maximalRows, modelSize);
  const inner = newRows(maximalRows, feedForwardSize);

  const readInput = prepareDense("input", channels, modelSize, weightsOf);
  const position = weightsOf("position");
  const attend = prepareAttention(settings, steps);
  const layers = Array.from({ length: settings.layers }, (_, layer) => `layer-${layer + 1}`).map((name) => ({
    attentionNorm: prepareNormalisation(`${name}.attention-norm`, weightsOf),
    queryKeyValue: prepareDense(`${name}.query-key-value`, modelSize, 3 * modelSize, weightsOf),
    attentionOutput: prepareDense(`${name}.attention-output`, modelSize, modelSize, weightsOf),
    feedForwardNorm: prepareNormalisation(`${name}.feed-forward-norm`, weightsOf),
    feedForward: prepareDense(`${name}.feed-forward`, modelSize, feedForwardSize, weightsOf),
    feedForwardOutput: prepareDense(`${name}.feed-forward-output`, feedForwardSize, modelSize, weightsOf),
  }));
  const outputNorm = prepareNormalisation("output-norm", weightsOf);

  return (values, count) => {
    const rows = count * steps;
    input.values.set(values.subarray(0, rows * channels));
    readInput.replace(input, rows, states);
    addPositions(states, count, position);
    for (const layer of layers) {
      layer.attentionNorm(states, rows, normalised);
      layer.queryKeyValue.replace(normalised, rows, projected);
      attend(projected, count, attended);
      layer.attentionOutput.add(attended, rows, states);
      layer.feedForwardNorm(states, rows, normalised);
      layer.feedForward.replace(normalised, rows, inner);
      rectify(inner, rows * feedForwardSize);
      layer.feedForwardOutput.add(inner, rows, states);
    }
    const encoding = newRows(count, modelSize);
    outputNorm({ values: states.values, from: (steps - 1) * modelSize, stride: steps * modelSize }, count, encoding);
    return encoding.values;
  };
}

function prepareDense(name: string, inputs: number, outputs: number, weightsOf: WeightsOf) {
  const kernel = denseKernel(weightsOf(`${name}.kernel`), inputs, outputs);
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

function addBias(out: Rows, count: number, bias: Float32Array): void {
  for (let row = 0; row < count; row++) {
    const start = out.from + row * out.stride;
    for (let i = 0; i < bias.length; i++) out.values[start + i] = (out.values[start + i] as number) + (bias[i] as number);
  }
}

/** Rows are markets by steps, so that the positions repeat market after market. */
function addPositions({ values }: Rows, count: number, position: Float32Array): void {
  for (let i = 0; i < count * position.length; i++) values[i] = (values[i] as number) + (position[i % position.length] as number);
}

function rectify({ values }: Rows, length: number): void {
  for (let i = 0; i < length; i++) values[i] = Math.max(0, values[i] as number);
}

function prepareNormalisation(name: string, weightsOf: WeightsOf): (input: Rows, count: number, out: Rows) => void {
  const gain = weightsOf(`${name}.gain`);
  const bias = weightsOf(`${name}.bias`);
  const size = gain.length;
  return (input, count, out) => {
    for (let row = 0; row < count; row++) {
      const from = input.from + row * input.stride;
      const to = out.from + row * out.stride;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += input.values[from + i] as number;
      const mean = sum / size;
      let squares = 0;
      for (let i = 0; i < size; i++) squares += ((input.values[from + i] as number) - mean) ** 2;
      const factor = 1 / Math.sqrt(squares / size + NORMALISATION_EPSILON);
      for (let i = 0; i < size; i++) {
        out.values[to + i] = ((input.values[from + i] as number) - mean) * factor * (gain[i] as number) + (bias[i] as number);
      }
    }
  };
}

/** @returns Attention of all heads; queries, keys and values of a step lie in one row. */
function prepareAttention({ modelSize, heads }: TransformerSettings, steps: number): (projected: Rows, count: number, out: Rows) => void {
  const headSize = modelSize / heads;
  const scale = 1 / Math.sqrt(headSize);
  const weights = new Float64Array(steps);
  return ({ values, stride }, count, out) => {
    for (let row = 0; row < count * steps; row++) {
      const firstStep = row - (row % steps);
      for (let head = 0; head < heads; head++) {
        const query = row * stride + head * headSize;
        softmaxOfScores(values, query, { keys: firstStep * stride + modelSize + head * headSize, stride, headSize, scale }, weights);
        const to = out.from + row * out.stride + head * headSize;
        out.values.fill(0, to, to + headSize);
        for (let step = 0; step < steps; step++) {
          const weight = weights[step] as number;
          const value = (firstStep + step) * stride + 2 * modelSize + head * headSize;
          for (let i = 0; i < headSize; i++) out.values[to + i] = (out.values[to + i] as number) + weight * (values[value + i] as number);
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

function softmaxOfScores(values: Float64Array, query: number, { keys, stride, headSize, scale }: Keys, weights: Float64Array): void {
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
