import {
  add,
  addFour,
  assemble,
  type Code,
  constant,
  get,
  loadFour,
  loadSplat,
  multiplyFour,
  repeatWhileLess,
  set,
  storeFour,
  subtract,
  type WasmFunction,
} from "./assembler.ts";

/** So many outputs are computed side by side; kernels are packed in panels of so many columns. */
export const PANEL = 8;

/** Rows that are computed together by the faster of the two functions. */
export const TOGETHER = 4;

/**
 * out += input · kernel for some rows. Addresses and strides are in bytes.
 *
 * @param kernel Panels one after the other; in each, for each input, PANEL floats.
 * @param inputBytes 4 times the number of inputs, at least one.
 * @param panels At least one. All of `out` up to their end is written.
 */
type Product = (
  input: number,
  inputStride: number,
  inputBytes: number,
  kernel: number,
  out: number,
  outStride: number,
  panels: number,
) => void;

/** Products in SIMD, which JavaScript has none of: nine to twelve times faster than blocked loops for many rows, six times for one. */
export interface ProductModule {
  /** For `TOGETHER` rows. */
  readonly together: Product;
  /** For one row. */
  readonly alone: Product;
}

let compiled: WebAssembly.Module | undefined;

export function instantiateProducts(memory: WebAssembly.Memory): ProductModule {
  compiled ??= new WebAssembly.Module(assemble([productFunction("together", TOGETHER), productFunction("alone", 1)]));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as ProductModule;
}

function productFunction(name: string, rows: number): WasmFunction {
  const [input, inputStride, inputBytes, kernel, out, outStride, panels] = [0, 1, 2, 3, 4, 5, 6];
  const parameters = 7;
  const rowNumbers = Array.from({ length: rows }, (_, row) => row);
  const inputRow = (row: number) => parameters + row;
  const outRow = (row: number) => parameters + rows + row;
  const inputOffset = parameters + 2 * rows;
  const outOffset = inputOffset + 1;
  const sum = (row: number, half: 0 | 1) => outOffset + 1 + 2 * row + half;
  const weights = (half: 0 | 1) => outOffset + 1 + 2 * rows + half;
  const value = outOffset + 3 + 2 * rows;

  const begin = rowNumbers.flatMap((row) => [
    ...set(inputRow(row), row === 0 ? get(input) : add(get(inputRow(row - 1)), get(inputStride))),
    ...set(outRow(row), row === 0 ? get(out) : add(get(outRow(row - 1)), get(outStride))),
  ]);
  const outAddress = (row: number) => add(get(outRow(row)), get(outOffset));
  const bothHalves = (code: (half: 0 | 1) => Code): Code => [...code(0), ...code(1)];

  const addInput = [
    ...bothHalves((half) => set(weights(half), loadFour(get(kernel), 16 * half))),
    ...rowNumbers.flatMap((row) => [
      ...set(value, loadSplat(add(get(inputRow(row)), get(inputOffset)))),
      ...bothHalves((half) => set(sum(row, half), addFour(get(sum(row, half)), multiplyFour(get(value), get(weights(half)))))),
    ]),
    ...set(kernel, add(get(kernel), constant(4 * PANEL))),
    ...set(inputOffset, add(get(inputOffset), constant(4))),
  ];
  const computePanel = [
    ...rowNumbers.flatMap((row) => bothHalves((half) => set(sum(row, half), loadFour(outAddress(row), 16 * half)))),
    ...set(inputOffset, constant(0)),
    ...repeatWhileLess(addInput, get(inputOffset), get(inputBytes)),
    ...rowNumbers.flatMap((row) => bothHalves((half) => storeFour(outAddress(row), 16 * half, get(sum(row, half))))),
    ...set(outOffset, add(get(outOffset), constant(4 * PANEL))),
    ...set(panels, subtract(get(panels), constant(1))),
  ];
  return {
    name,
    parameters,
    locals: [...Array(2 * rows + 2).fill("i32"), ...Array(2 * rows + 3).fill("v128")],
    body: [...begin, ...repeatWhileLess(computePanel, constant(0), get(panels))],
  };
}
