import type { BatchMatMulAttrs, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { asKernelFunc, type WasmBackend, type WasmKernelArguments } from "./wasmBackend.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/**
 * BatchMatMul that transposes first and multiplies afterwards. The stock kernel has a fast path (XNNPACK's) for plain products only; every
 * product with a transposed side, which all gradients are, takes a loop without SIMD.
 *
 * @param multiply The stock kernel.
 * @param transpose The stock Transpose kernel.
 */
export function batchMatMulByTransposing(multiply: KernelFunc, transpose: KernelFunc): KernelFunc {
  return asKernelFunc(({ inputs, backend, attrs }: WasmKernelArguments<Inputs, BatchMatMulAttrs>) => {
    const a = attrs.transposeA ? swapLastTwo(inputs.a, backend, transpose) : inputs.a;
    const b = attrs.transposeB ? swapLastTwo(inputs.b, backend, transpose) : inputs.b;
    const product = call(multiply, { a, b }, backend, { transposeA: false, transposeB: false });
    if (a !== inputs.a) backend.disposeData(a.dataId);
    if (b !== inputs.b) backend.disposeData(b.dataId);
    return product;
  });
}

function swapLastTwo(x: TensorInfo, backend: WasmBackend, transpose: KernelFunc): TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return call(transpose, { x }, backend, { perm });
}

function call(kernel: KernelFunc, inputs: object, backend: WasmBackend, attrs: object): TensorInfo {
  return kernel({ inputs, backend, attrs } as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
}
