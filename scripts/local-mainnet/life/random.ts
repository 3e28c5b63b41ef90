import { id } from "ethers";

/** A stream of pseudo-random numbers that depends on nothing but its seed. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An integer in [0, count). */
  index(count: number): number;
}

/** A stream whose state is the Keccak hash of `seed`. */
export function createRandom(seed: string): Random {
  const hash = id(seed);
  const word = (index: number) => Number.parseInt(hash.slice(2 + 8 * index, 10 + 8 * index), 16);
  const next = xoshiro128StarStar([word(0), word(1), word(2), word(3)]);
  const uniform = () => next() / 2 ** 32;
  return {
    uniform,
    // Box and Muller (1958); 1 − u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    index: (count) => Math.floor(uniform() * count),
  };
}

/** xoshiro128** 1.1 of Blackman and Vigna (2018): 32-bit numbers from a state of four 32-bit words that are not all zero. */
export function xoshiro128StarStar(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
