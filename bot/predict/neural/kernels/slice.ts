import { type KernelFunc, type SliceAttrs, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { asKernelFunc, type WasmKernelArguments } from "./wasmBackend.ts";

interface Inputs {
  readonly x: TensorInfo;
}

/**
 * Slice that copies inside the heap, one contiguous run after the other. The stock kernel first copies its whole input out of the heap, so
 * that taking one step of a sequence costs as much as reading all of it.
 *
 * @param stock The stock kernel, which still slices strings: those are not on the heap.
 */
export function sliceWithinHeap(stock: KernelFunc): KernelFunc {
  return asKernelFunc((call: WasmKernelArguments<Inputs, SliceAttrs>) => {
    const { x } = call.inputs;
    if (x.dtype === "string") return stock(call as unknown as Parameters<KernelFunc>[0]);
    const tensor = x as Parameters<typeof slice_util.parseSliceParams>[0];
    const [begin = [], size = []] = slice_util.parseSliceParams(tensor, call.attrs.begin, call.attrs.size);
    slice_util.assertParamsValid(tensor, begin, size);
    const out = call.backend.makeOutput(size, x.dtype);
    const elementBytes = util.bytesPerElement(x.dtype);
    const from = call.backend.dataIdMap.get(x.dataId).memoryOffset;
    const to = call.backend.dataIdMap.get(out.dataId).memoryOffset;
    const heap = call.backend.wasm.HEAPU8;
    const { runs, length, offsetOf } = contiguousRuns(x.shape, begin, size);
    for (let run = 0; run < runs; run++) {
      const start = from + offsetOf(run) * elementBytes;
      heap.copyWithin(to + run * length * elementBytes, start, start + length * elementBytes);
    }
    return out;
  });
}

/**
 * A slice as runs of elements that lie next to each other in the input: as many trailing axes as are taken whole, and the one before.
 *
 * @returns How many runs, of how many elements each, and where in the input each begins.
 */
function contiguousRuns(
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
): { readonly runs: number; readonly length: number; offsetOf(run: number): number } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1));
  let inner = shape.length - 1;
  while (inner > 0 && size[inner] === shape[inner]) inner--;
  const outerSizes = size.slice(0, Math.max(inner, 0));
  const length = size.slice(Math.max(inner, 0)).reduce((product, dimension) => product * dimension, 1);
  const base = begin.reduce((sum, first, axis) => sum + first * (strides[axis] as number), 0);
  return {
    runs: length === 0 ? 0 : outerSizes.reduce((product, dimension) => product * dimension, 1),
    length,
    offsetOf(run) {
      let offset = base;
      let rest = run;
      for (let axis = outerSizes.length - 1; axis >= 0; axis--) {
        const dimension = outerSizes[axis] as number;
        offset += (rest % dimension) * (strides[axis] as number);
        rest = Math.floor(rest / dimension);
      }
      return offset;
    },
  };
}
