/** Uniform numbers in [0, 1), always the same for a seed. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state are plenty to draw rows and columns. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A share of `items` (at least one, if there is any), without replacement and in their order: selection sampling, Knuth, The Art of
 * Computer Programming, volume 2, 3.4.2, algorithm S.
 */
export function sampleInOrder(items: Int32Array, share: number, random: Random): Int32Array {
  if (share >= 1) return items;
  const wanted = Math.min(items.length, Math.max(1, Math.round(items.length * share)));
  const sample = new Int32Array(wanted);
  let taken = 0;
  for (let i = 0; taken < wanted; i++) {
    if ((items.length - i) * random() < wanted - taken) sample[taken++] = items[i] as number;
  }
  return sample;
}
