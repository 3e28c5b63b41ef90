import type { FloatMemory } from "./floatMemory.ts";
import { PANEL } from "./productModule.ts";

/** Rows of numbers in a network's memory; the first begins at `from`, each next one `stride` later, all in floats. */
export interface Rows {
  readonly memory: FloatMemory;
  readonly from: number;
  readonly stride: number;
}

/** Zeros. The stride is a whole number of panels, so that a product may write its last panel. */
export function allocateRows(memory: FloatMemory, count: number, columns: number): Rows {
  const stride = Math.ceil(columns / PANEL) * PANEL;
  return { memory, from: memory.allocate(count * stride), stride };
}

/** The rows from the `index`th on. */
export function rowsFrom({ memory, from, stride }: Rows, index: number): Rows {
  return { memory, from: from + index * stride, stride };
}

/** The rows' columns from the `index`th on. */
export function columnsFrom({ memory, from, stride }: Rows, index: number): Rows {
  return { memory, from: from + index, stride };
}
