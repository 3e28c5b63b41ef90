import { addProduct, denseKernel, fillWithBias } from "./dense.ts";
import type { FloatMemory } from "./floatMemory.ts";
import { allocateRows, type Rows, rowsFrom } from "./rows.ts";

export interface LstmParameters {
  readonly inputs: number;
  readonly units: number;
  /** inputs × 4 units: input, forget, candidate, output. */
  readonly kernel: Float32Array;
  /** units × 4 units. */
  readonly recurrentKernel: Float32Array;
  /** 4 units. */
  readonly bias: Float32Array;
}

/** One direction over sequences of `count` markets. */
export interface LstmPass {
  /** steps · count rows of inputs, all markets of a step together. */
  readonly sequence: Rows;
  readonly steps: number;
  readonly count: number;
  readonly direction: "forward" | "backward";
  /** Where the hidden states go: steps · count rows. */
  readonly out: Rows;
}

/** @returns The LSTM of `graph/fusedLstm.ts` for live use. Its scratch memory serves up to `maximalRows` rows of steps and markets. */
export function prepareLstm(memory: FloatMemory, parameters: LstmParameters, maximalRows: number): (pass: LstmPass) => void {
  const { inputs, units, bias } = parameters;
  const kernel = denseKernel(memory, parameters.kernel, inputs, 4 * units);
  const recurrentKernel = denseKernel(memory, parameters.recurrentKernel, units, 4 * units);
  const gates = allocateRows(memory, maximalRows, 4 * units);
  const cells = allocateRows(memory, maximalRows, units);

  return ({ sequence, steps, count, direction, out }) => {
    fillWithBias(gates, steps * count, bias);
    addProduct(sequence, steps * count, kernel, gates);
    memory.values.fill(0, cells.from, cells.from + count * cells.stride);
    for (let i = 0; i < steps; i++) {
      const step = direction === "forward" ? i : steps - 1 - i;
      const before = direction === "forward" ? step - 1 : step + 1;
      const gatesHere = rowsFrom(gates, step * count);
      if (i > 0) addProduct(rowsFrom(out, before * count), count, recurrentKernel, gatesHere);
      openGates(gatesHere, cells, rowsFrom(out, step * count), count, units);
    }
  };
}

/** From the gates before their activation to the new cells, in place, and hidden states. */
function openGates(gates: Rows, cells: Rows, hidden: Rows, count: number, units: number): void {
  const { values } = gates.memory;
  for (let row = 0; row < count; row++) {
    const gate = gates.from + row * gates.stride;
    const cellStart = cells.from + row * cells.stride;
    const hiddenStart = hidden.from + row * hidden.stride;
    for (let unit = 0; unit < units; unit++) {
      const input = sigmoid(values[gate + unit] as number);
      const forget = sigmoid(values[gate + units + unit] as number);
      const candidate = tanh(values[gate + 2 * units + unit] as number);
      const output = sigmoid(values[gate + 3 * units + unit] as number);
      const cell = forget * (values[cellStart + unit] as number) + input * candidate;
      values[cellStart + unit] = cell;
      values[hiddenStart + unit] = output * tanh(cell);
    }
  }
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A quarter faster than Math.tanh; what it loses near zero is far below what a float holds. */
const tanh = (x: number) => 2 / (1 + Math.exp(-2 * x)) - 1;
