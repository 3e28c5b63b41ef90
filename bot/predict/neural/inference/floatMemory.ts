import { instantiateProducts, type ProductModule } from "./productModule.ts";

const PAGE_BYTES = 65_536;

/** The memory of one network, where its products find kernels and rows. */
export interface FloatMemory {
  readonly products: ProductModule;
  /** All of it; another array after the next allocation, so that nobody keeps it while a network is prepared. */
  readonly values: Float32Array;
  /** @returns Where so many zeros begin, in floats. */
  allocate(length: number): number;
}

export function newFloatMemory(): FloatMemory {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const products = instantiateProducts(memory);
  let values = new Float32Array(memory.buffer);
  let used = 0;
  return {
    products,
    get values() {
      return values;
    },
    allocate(length) {
      const start = used;
      // Every allocation begins at a multiple of 16 bytes, so that a load of four floats does not cross cache lines.
      used += Math.ceil(length / 4) * 4;
      const missingPages = Math.ceil((4 * used - memory.buffer.byteLength) / PAGE_BYTES);
      if (missingPages > 0) {
        memory.grow(missingPages);
        values = new Float32Array(memory.buffer);
      }
      return start;
    },
  };
}
