import { addProduct, denseKernel, fillWithBias } from "./inference/dense.ts";
import { newRows, type Rows } from "./inference/rows.ts";
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

/** @returns The head in plain loops: from rows of inputs to rows of outputs. */
export function prepareHead(
  layers: readonly HeadLayer[],
  weightsOf: (name: string) => Float32Array,
): (input: Rows, count: number) => Float64Array {
  const prepared = layers.map(({ name, inputs, outputs, last }) => ({
    outputs,
    last,
    kernel: denseKernel(weightsOf(`${name}.kernel`), inputs, outputs),
    bias: weightsOf(`${name}.bias`),
  }));
  return (input, count) =>
    prepared.reduce((rows, { outputs, last, kernel, bias }) => {
      const out = newRows(count, outputs);
      fillWithBias(out, count, bias);
      addProduct(rows, count, kernel, out);
      if (!last) for (let i = 0; i < out.values.length; i++) out.values[i] = Math.max(0, out.values[i] as number);
      return out;
    }, input).values;
}
