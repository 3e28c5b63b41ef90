import { type SeededRandom, seededRandom } from "../../predict/neural/seededRandom.ts";

/** One source of chance of its own: what others draw changes nothing in it. */
export interface RandomStream {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  /** Pareto's heavy tail: at least 1, above x with probability x^−tail. */
  pareto(tail: number): number;
  /** Mean 1. */
  exponential(): number;
}

/** The number of different seeds; a stream's number is what is above. */
export const SEEDS = 2 ** 32;

/**
 * @param seed A whole number below `SEEDS`.
 * @param stream Which of the seed's streams, a whole number below 2^21.
 */
export function randomStream(seed: number, stream: number): RandomStream {
  const random = seededRandom(stream * SEEDS + seed);
  return {
    uniform: random.next,
    normal: normals(random),
    pareto: (tail) => (1 - random.next()) ** (-1 / tail),
    exponential: () => -Math.log(1 - random.next()),
  };
}

/** George Marsaglia's polar method (1964), which gives two at a time. */
function normals({ next }: SeededRandom): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    for (;;) {
      const x = 2 * next() - 1;
      const y = 2 * next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
}
