import type { FloatMemory } from "./floatMemory.ts";
import { PANEL, TOGETHER } from "./productModule.ts";
import type { Rows } from "./rows.ts";

/** A kernel in a network's memory, packed as products read it. */
export interface DenseKernel {
  readonly memory: FloatMemory;
  readonly from: number;
  readonly inputs: number;
  readonly panels: number;
}

/** @param kernel inputs × outputs, as TensorFlow.js has it; the last panel is filled up with zeros. */
export function denseKernel(memory: FloatMemory, kernel: Float32Array, inputs: number, outputs: number): DenseKernel {
  const panels = Math.ceil(outputs / PANEL);
  const from = memory.allocate(panels * PANEL * inputs);
  const { values } = memory;
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      const place = (Math.floor(output / PANEL) * inputs + input) * PANEL + (output % PANEL);
      values[from + place] = kernel[input * outputs + output] as number;
    }
  }
  return { memory, from, inputs, panels };
}

/** Fills `count` rows with the bias, for products to be added to. */
export function fillWithBias({ memory, from, stride }: Rows, count: number, bias: Float32Array): void {
  for (let row = 0; row < count; row++) memory.values.set(bias, from + row * stride);
}

/** out += input · kernel for `count` rows, all in one memory. Of `out`, rows of whole panels are written. */
export function addProduct(input: Rows, count: number, { memory, from, inputs, panels }: DenseKernel, out: Rows): void {
  const { together, alone } = memory.products;
  for (let row = 0; row < count; ) {
    const several = row + TOGETHER <= count;
    const product = several ? together : alone;
    product(
      4 * (input.from + row * input.stride),
      4 * input.stride,
      4 * inputs,
      4 * from,
      4 * (out.from + row * out.stride),
      4 * out.stride,
      panels,
    );
    row += several ? TOGETHER : 1;
  }
}

/** max(0, x), in place. */
export function rectify({ memory, from, stride }: Rows, count: number): void {
  const { values } = memory;
  for (let i = from; i < from + count * stride; i++) values[i] = Math.max(0, values[i] as number);
}
