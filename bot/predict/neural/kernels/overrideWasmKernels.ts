import { getKernel, type KernelConfig, type KernelFunc, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { batchMatMulByTransposing } from "./batchMatMul.ts";
import { sliceWithinHeap } from "./slice.ts";

const overridden = new WeakSet<KernelFunc>();

/** Puts our faster kernels in the place of wasm's own, once in a thread; the backend must be initialised. */
export function overrideWasmKernels(): void {
  const transpose = stockKernel("Transpose").kernelFunc;
  replace("BatchMatMul", (stock) => batchMatMulByTransposing(stock, transpose));
  replace("Slice", sliceWithinHeap);
}

function replace(kernelName: string, override: (stock: KernelFunc) => KernelFunc): void {
  const stock = stockKernel(kernelName);
  if (overridden.has(stock.kernelFunc)) return;
  const kernelFunc = override(stock.kernelFunc);
  overridden.add(kernelFunc);
  unregisterKernel(kernelName, "wasm");
  registerKernel({ ...stock, kernelFunc });
}

function stockKernel(kernelName: string): KernelConfig {
  const kernel = getKernel(kernelName, "wasm");
  if (kernel === undefined) throw new Error(`the wasm backend has no kernel ${kernelName}: is its version still the pinned one?`);
  return kernel;
}
