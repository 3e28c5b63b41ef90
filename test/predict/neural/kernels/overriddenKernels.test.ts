import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expectSameArrays, valueAndGradients } from "../onBackends.ts";

const size = fc.integer({ min: 1, max: 5 });

function valuesOf(shape: readonly number[]): fc.Arbitrary<{ shape: readonly number[]; values: Float32Array }> {
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  const value = fc.double({ min: -2, max: 2, noNaN: true });
  return fc.array(value, { minLength: length, maxLength: length }).map((values) => ({ shape, values: Float32Array.from(values) }));
}

async function sameOnWasmAndCpu(operation: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: Parameters<typeof valueAndGradients>[2]) {
  const onCpu = await valueAndGradients("cpu", operation, inputs);
  const onWasm = await valueAndGradients("wasm", operation, inputs);
  expectSameArrays(onWasm, onCpu, 1e-5);
}

describe("overridden wasm kernels", () => {
  it("multiply matrices as the cpu backend does, whatever is transposed", async () => {
    const cases = fc
      .tuple(fc.array(size, { maxLength: 2 }), size, size, size, fc.boolean(), fc.boolean())
      .chain(([outer, rows, inner, columns, transposeA, transposeB]) => {
        const a = [...outer, ...(transposeA ? [inner, rows] : [rows, inner])];
        const b = [...outer, ...(transposeB ? [columns, inner] : [inner, columns])];
        return fc.record({ a: valuesOf(a), b: valuesOf(b), transposeA: fc.constant(transposeA), transposeB: fc.constant(transposeB) });
      });
    await fc.assert(
      fc.asyncProperty(cases, async ({ a, b, transposeA, transposeB }) => {
        await sameOnWasmAndCpu((x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, transposeA, transposeB), [a, b]);
      }),
      { numRuns: 60 },
    );
  });

  it("slice as the cpu backend does, in any number of dimensions", async () => {
    const cases = fc.array(size, { minLength: 1, maxLength: 4 }).chain((shape) =>
      fc.record({
        x: valuesOf(shape),
        ranges: fc.tuple(
          ...shape.map((dimension) =>
            fc
              .integer({ min: 0, max: dimension - 1 })
              .chain((begin) => fc.integer({ min: 1, max: dimension - begin }).map((length) => ({ begin, length }))),
          ),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ x, ranges }) => {
        const begin = ranges.map((range) => range.begin);
        const length = ranges.map((range) => range.length);
        await sameOnWasmAndCpu((tensor) => tf.slice(tensor as tf.Tensor, begin, length), [x]);
      }),
      { numRuns: 100 },
    );
  });
});
