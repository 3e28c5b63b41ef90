import { addProduct, denseKernel, fillWithBias, rectify } from "../inference/dense.ts";
import { allocateRows, type Rows } from "../inference/rows.ts";
import { glorotUniform, type Parameter, zeros } from "./parameters.ts";

/** A dense layer between encoding and answer. */
export interface HeadLayer {
  /** Its parameters' names begin with it. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The last one answers and is linear; the others are rectified. */
  readonly last: boolean;
}

/** @param units Of the layer before the last; 0 for none. */
export function headLayers({ inputs, units, outputs }: { inputs: number; units: number; outputs: number }): readonly HeadLayer[] {
  const hidden = units === 0 ? [] : [{ name: "head.hidden", inputs, outputs: units, last: false }];
  return [...hidden, { name: LAST_LAYER, inputs: units === 0 ? inputs : units, outputs, last: true }];
}

export const LAST_LAYER = "head.output";

/** The last layer's kernel is zero at first, so that training begins from the same answer everywhere. */
export function headParameters(layers: readonly HeadLayer[]): readonly Parameter[] {
  return layers.flatMap(({ name, inputs, outputs, last }) => [
    { name: `${name}.kernel`, shape: [inputs, outputs], initialise: last ? zeros : glorotUniform, decays: true },
    { name: `${name}.bias`, shape: [outputs], initialise: zeros, decays: false },
  ]);
}

/**
 * The head for live use.
 *
 * @param input Rows of what the head reads.
 * @param maximalRows So many are read at most at once.
 * @returns A function that answers the first `count` rows: count × outputs.
 */
export function prepareHead(
  layers: readonly HeadLayer[],
  input: Rows,
  maximalRows: number,
  weightsOf: (name: string) => Float32Array,
): (count: number) => Float32Array {
  const { memory } = input;
  const prepared = layers.map(({ name, inputs, outputs, last }) => ({
    last,
    kernel: denseKernel(memory, weightsOf(`${name}.kernel`), inputs, outputs),
    bias: weightsOf(`${name}.bias`),
    out: allocateRows(memory, maximalRows, outputs),
  }));
  const outputs = layers.at(-1)?.outputs ?? 0;
  return (count) => {
    let rows = input;
    for (const { last, kernel, bias, out } of prepared) {
      fillWithBias(out, count, bias);
      addProduct(rows, count, kernel, out);
      if (!last) rectify(out, count);
      rows = out;
    }
    const answers = new Float32Array(count * outputs);
    for (let row = 0; row < count; row++) {
      const start = rows.from + row * rows.stride;
      answers.set(memory.values.subarray(start, start + outputs), row * outputs);
    }
    return answers;
  };
}
