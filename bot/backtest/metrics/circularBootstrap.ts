import { seededRandom } from "../../boosting/random.ts";

/** How a series is drawn anew. */
export interface BootstrapSettings {
  readonly draws: number;
  readonly seed: number;
}

export const BOOTSTRAP: BootstrapSettings = { draws: 2000, seed: 1 };

/**
 * Statistics of a series drawn anew: blocks of neighbours from anywhere in it, its end followed by its beginning, put together to its length
 * (the circular block bootstrap, Politis and Romano 1992). Several series see the same draws, so that what moves them together still does.
 *
 * @param statistics From the rows drawn, in order; the array is used again for the next draw.
 * @returns For each draw what `statistics` gave.
 */
export function circularBootstrap<Statistics>(
  { length, blockLength }: { readonly length: number; readonly blockLength: number },
  { draws, seed }: BootstrapSettings,
  statistics: (rows: Int32Array) => Statistics,
): readonly Statistics[] {
  const random = seededRandom(seed);
  const rows = new Int32Array(length);
  return Array.from({ length: draws }, () => {
    for (let filled = 0; filled < length; filled += blockLength) {
      const start = Math.floor(random() * length);
      const end = Math.min(length, filled + blockLength);
      for (let i = filled; i < end; i++) rows[i] = (start + i - filled) % length;
    }
    return statistics(rows);
  });
}
