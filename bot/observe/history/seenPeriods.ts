/** Periods in one word of bits, and words in one block: a block is 43 days by the hour. */
const BITS = 32;
const BLOCK_PERIODS = 1024;

/**
 * The periods that one market already has, a bit each: five years by the hour take seven kilobytes, so that a file of any size can be checked
 * for periods that come twice without holding it.
 */
export class SeenPeriods {
  readonly #blocks = new Map<number, Uint32Array>();

  /** Notes the period of this number (hours or days since 1970); false if it was noted before. */
  add(period: number): boolean {
    const block = this.#block(Math.floor(period / BLOCK_PERIODS));
    const place = period % BLOCK_PERIODS;
    const word = Math.floor(place / BITS);
    const bit = (1 << (place % BITS)) >>> 0;
    const before = block[word] ?? 0;
    block[word] = before | bit;
    return (before & bit) === 0;
  }

  has(period: number): boolean {
    const place = period % BLOCK_PERIODS;
    const block = this.#blocks.get(Math.floor(period / BLOCK_PERIODS));
    return block !== undefined && ((block[Math.floor(place / BITS)] ?? 0) & (1 << (place % BITS))) !== 0;
  }

  #block(number: number): Uint32Array {
    const block = this.#blocks.get(number) ?? new Uint32Array(BLOCK_PERIODS / BITS);
    this.#blocks.set(number, block);
    return block;
  }
}
