/** Random numbers that can be begun and gone on from anywhere: the same state gives the same numbers on every machine. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** What to begin from to get the numbers that come next. */
  state(): RandomState;
}

export type RandomState = readonly [number, number, number, number];

/** Chris Doty-Humphrey's sfc32, which passes PractRand. */
export function seededRandom(from: number | RandomState): SeededRandom {
  let [a, b, c, counter] = typeof from === "number" ? stateOfSeed(from) : from;
  const next = () => {
    const mixed = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + mixed) | 0;
    return (mixed >>> 0) / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are alike; those after the twelfth are not.
  if (typeof from === "number") for (let i = 0; i < 12; i++) next();
  return { next, state: () => [a, b, c, counter] };
}

/** Fisher and Yates: the numbers below `count` in a random order. */
export function shuffledIndices(count: number, random: SeededRandom): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor(random.next() * (last + 1));
    const moved = order[last] as number;
    order[last] = order[chosen] as number;
    order[chosen] = moved;
  }
  return order;
}

const stateOfSeed = (seed: number): RandomState => [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];
