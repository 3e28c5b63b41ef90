import type { DataType, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

/** The part of the wasm backend of TensorFlow.js 4.22.0 that our kernels stand on. It is not public: the package's version is pinned. */
export interface WasmBackend {
  /** The heap's view is another object after the heap has grown: never keep it. */
  readonly wasm: { readonly HEAPU8: Uint8Array };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  disposeData(dataId: object): boolean;
}

/** What the engine hands to a kernel on wasm. */
export interface WasmKernelArguments<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly backend: WasmBackend;
  readonly attrs: Attributes;
}

/** @returns The kernel in the engine's own type, which knows nothing of backends. */
export function asKernelFunc<Inputs, Attributes>(
  kernel: (call: WasmKernelArguments<Inputs, Attributes>) => TensorInfo | TensorInfo[],
): KernelFunc {
  return kernel as unknown as KernelFunc;
}
