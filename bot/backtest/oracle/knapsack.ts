import type { Shares } from "./settings.ts";

/** The most that one dollar, spread over markets within the shares, can gain: a fractional knapsack, greedy. */
export class Knapsack {
  readonly #cap: number;
  readonly #invested: number;
  /** The greatest gains so far, descending. */
  readonly #greatest: Float64Array;
  #count = 0;

  constructor({ cap, invested }: Shares, markets: number) {
    this.#cap = cap;
    this.#invested = invested;
    const places = cap > 0 ? Math.ceil(invested / cap - 1e-9) : 0;
    this.#greatest = new Float64Array(Math.min(markets, places));
  }

  clear(): void {
    this.#count = 0;
  }

  /** A market in which a dollar gains so much; a loss is not taken, the money rather lies idle. */
  offer(gain: number): void {
    const greatest = this.#greatest;
    if (!(gain > 0)) return;
    let place = this.#count;
    if (place < greatest.length) this.#count += 1;
    else if (place > 0 && gain > (greatest[place - 1] as number)) place -= 1;
    else return;
    while (place > 0 && (greatest[place - 1] as number) < gain) {
      greatest[place] = greatest[place - 1] as number;
      place -= 1;
    }
    greatest[place] = gain;
  }

  gain(): number {
    let left = this.#invested;
    let sum = 0;
    for (let i = 0; i < this.#count; i++) {
      const share = left < this.#cap ? left : this.#cap;
      sum += share * (this.#greatest[i] as number);
      left -= share;
    }
    return sum;
  }
}
