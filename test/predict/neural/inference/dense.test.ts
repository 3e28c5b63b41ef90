import fc from "fast-check";
import { addProduct, denseKernel, fillWithBias } from "../../../../bot/predict/neural/inference/dense.ts";
import { newFloatMemory } from "../../../../bot/predict/neural/inference/floatMemory.ts";
import { allocateRows } from "../../../../bot/predict/neural/inference/rows.ts";
import { expectNearAll } from "../onBackends.ts";

const size = fc.integer({ min: 1, max: 40 });
const figures = (length: number) => fc.array(fc.integer({ min: -8, max: 8 }), { minLength: length, maxLength: length });

describe("products in SIMD", () => {
  it("are what the sums say, for any number of rows, inputs and outputs", () => {
    const cases = fc
      .tuple(fc.integer({ min: 1, max: 11 }), size, size)
      .chain(([rows, inputs, outputs]) =>
        fc.record({ rows: fc.constant(rows), input: figures(rows * inputs), kernel: figures(inputs * outputs), bias: figures(outputs) }),
      );
    fc.assert(
      fc.property(cases, ({ rows, input, kernel, bias }) => {
        const [inputs, outputs] = [input.length / rows, bias.length];
        const memory = newFloatMemory();
        const inputRows = allocateRows(memory, rows, inputs);
        const out = allocateRows(memory, rows, outputs);
        const after = allocateRows(memory, 1, 1);
        const packed = denseKernel(memory, Float32Array.from(kernel), inputs, outputs);
        for (let row = 0; row < rows; row++) {
          memory.values.set(input.slice(row * inputs, (row + 1) * inputs), inputRows.from + row * inputRows.stride);
        }
        fillWithBias(out, rows, Float32Array.from(bias));
        addProduct(inputRows, rows, packed, out);
        for (let row = 0; row < rows; row++) {
          const expected = bias.map((start, output) =>
            Array.from({ length: inputs }).reduce<number>(
              (sum, _, i) => sum + (input[row * inputs + i] as number) * (kernel[i * outputs + output] as number),
              start,
            ),
          );
          const start = out.from + row * out.stride;
          expectNearAll(memory.values.slice(start, start + outputs), expected, 0, `row ${row}`);
        }
        expectNearAll(memory.values.slice(after.from, after.from + after.stride), Array(after.stride).fill(0), 0, "memory behind the rows");
      }),
    );
  });
});
