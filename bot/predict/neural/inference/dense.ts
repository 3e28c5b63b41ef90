import type { Rows } from "./rows.ts";

/** A kernel as products read it fastest: column after column, in doubles, so that nothing is converted in the loop. */
export interface DenseKernel {
  readonly inputs: number;
  readonly outputs: number;
  /** outputs (rounded up to a multiple of 4, the rest zeros) × inputs. */
  readonly byOutput: Float64Array;
}

/** @param kernel inputs × outputs, as TensorFlow.js has it. */
export function denseKernel(kernel: Float32Array, inputs: number, outputs: number): DenseKernel {
  const byOutput = new Float64Array(Math.ceil(outputs / 4) * 4 * inputs);
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) byOutput[output * inputs + input] = kernel[input * outputs + output] as number;
  }
  return { inputs, outputs, byOutput };
}

/** Fills `count` rows with the bias, for products to be added to. */
export function fillWithBias(out: Rows, count: number, bias: ArrayLike<number>): void {
  for (let row = 0; row < count; row++) {
    const start = out.from + row * out.stride;
    for (let i = 0; i < bias.length; i++) out.values[start + i] = bias[i] as number;
  }
}

/**
 * out += input · kernel for `count` rows. Four rows share what is read of the kernel; a market alone computes four outputs at a time, so
 * that the processor always has independent sums to go on with.
 */
export function addProduct(input: Rows, count: number, kernel: DenseKernel, out: Rows): void {
  let row = 0;
  for (; row + 4 <= count; row += 4) fourRows(input, row, kernel, out);
  for (; row < count; row++) oneRow(input, row, kernel, out);
}

function fourRows(input: Rows, row: number, { inputs, outputs, byOutput }: DenseKernel, out: Rows): void {
  const x = input.values;
  const y = out.values;
  const x0 = input.from + row * input.stride;
  const x1 = x0 + input.stride;
  const x2 = x1 + input.stride;
  const x3 = x2 + input.stride;
  for (let output = 0; output < outputs; output += 2) {
    const w0 = output * inputs;
    const w1 = w0 + inputs;
    let a0 = 0;
    let a1 = 0;
    let b0 = 0;
    let b1 = 0;
    let c0 = 0;
    let c1 = 0;
    let d0 = 0;
    let d1 = 0;
    for (let i = 0; i < inputs; i++) {
      const left = byOutput[w0 + i] as number;
      const right = byOutput[w1 + i] as number;
      const a = x[x0 + i] as number;
      const b = x[x1 + i] as number;
      const c = x[x2 + i] as number;
      const d = x[x3 + i] as number;
      a0 += a * left;
      a1 += a * right;
      b0 += b * left;
      b1 += b * right;
      c0 += c * left;
      c1 += c * right;
      d0 += d * left;
      d1 += d * right;
    }
    const both = output + 1 < outputs;
    let place = out.from + row * out.stride + output;
    y[place] = (y[place] as number) + a0;
    if (both) y[place + 1] = (y[place + 1] as number) + a1;
    place += out.stride;
    y[place] = (y[place] as number) + b0;
    if (both) y[place + 1] = (y[place + 1] as number) + b1;
    place += out.stride;
    y[place] = (y[place] as number) + c0;
    if (both) y[place + 1] = (y[place + 1] as number) + c1;
    place += out.stride;
    y[place] = (y[place] as number) + d0;
    if (both) y[place + 1] = (y[place + 1] as number) + d1;
  }
}

function oneRow(input: Rows, row: number, { inputs, outputs, byOutput }: DenseKernel, out: Rows): void {
  const x = input.values;
  const start = input.from + row * input.stride;
  const sums = new Float64Array(4);
  for (let output = 0; output < outputs; output += 4) {
    const w0 = output * inputs;
    const w1 = w0 + inputs;
    const w2 = w1 + inputs;
    const w3 = w2 + inputs;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < inputs; i++) {
      const value = x[start + i] as number;
      s0 += value * (byOutput[w0 + i] as number);
      s1 += value * (byOutput[w1 + i] as number);
      s2 += value * (byOutput[w2 + i] as number);
      s3 += value * (byOutput[w3 + i] as number);
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    const place = out.from + row * out.stride + output;
    for (let k = 0; k < Math.min(4, outputs - output); k++) out.values[place + k] = (out.values[place + k] as number) + (sums[k] as number);
  }
}
