import type { WindowShape } from "../network/encoder.ts";
import type { Rows } from "./rows.ts";

/** Copies rows × steps × channels into steps × rows × channels: what is computed together then lies together. */
export function timeMajor(window: Float32Array, count: number, { steps, channels }: WindowShape, out: Rows): void {
  const { values } = out.memory;
  for (let row = 0; row < count; row++) {
    for (let step = 0; step < steps; step++) {
      const from = (row * steps + step) * channels;
      const to = out.from + (step * count + row) * out.stride;
      for (let channel = 0; channel < channels; channel++) values[to + channel] = window[from + channel] as number;
    }
  }
}
