import { backend_util, type ConcatAttrs, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { asKernelFunc, type WasmKernelArguments } from "./wasmBackend.ts";

/**
 * Concat that copies inside the heap. The stock kernel makes two views of the heap for every row of every input, which costs more than
 * copying the row.
 *
 * @param stock The stock kernel, which still joins what is not made of numbers, and what is nothing but one input.
 */
export function concatWithinHeap(stock: KernelFunc): KernelFunc {
  return asKernelFunc((call: WasmKernelArguments<TensorInfo[], ConcatAttrs>) => {
    const inputs = call.inputs.filter(({ shape }) => util.sizeFromShape(shape) > 0);
    const [first] = inputs;
    if (first === undefined || inputs.length === 1 || first.dtype === "string") {
      return stock(call as unknown as Parameters<KernelFunc>[0]);
    }
    const shapes = inputs.map(({ shape }) => shape);
    const axis = util.parseAxisParam(call.attrs.axis, first.shape)[0] as number;
    backend_util.assertParamsConsistent(shapes, axis);
    const out = call.backend.makeOutput(backend_util.computeOutShape(shapes, axis), first.dtype);
    const elementBytes = util.bytesPerElement(first.dtype);
    const sources = inputs.map(({ dataId, shape }) => ({
      offset: call.backend.dataIdMap.get(dataId).memoryOffset,
      bytes: util.sizeFromShape(shape.slice(axis)) * elementBytes,
    }));
    const heap = call.backend.wasm.HEAPU8;
    const rows = util.sizeFromShape(first.shape.slice(0, axis));
    let to = call.backend.dataIdMap.get(out.dataId).memoryOffset;
    for (let row = 0; row < rows; row++) {
      for (const { offset, bytes } of sources) {
        heap.copyWithin(to, offset + row * bytes, offset + (row + 1) * bytes);
        to += bytes;
      }
    }
    return out;
  });
}
