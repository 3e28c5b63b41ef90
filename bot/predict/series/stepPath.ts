import { CARRY_FORWARD_SECONDS } from "./marketSeries.ts";

/**
 * A value that holds from each point on until the next, but no longer than `CARRY_FORWARD_SECONDS`: what it was at any time, and its mean by
 * time over any span, in logarithmic time. It looks at nothing later than it is asked about.
 */
export class StepPath {
  readonly #timeSeconds: Float64Array;
  readonly #value: Float64Array;
  /** Integral of the value, and the seconds it was known for, from the first point up to each. */
  readonly #integral: Float64Array;
  readonly #knownSeconds: Float64Array;

  /** @param value NaN is "not known". */
  constructor(timeSeconds: Float64Array, value: Float64Array) {
    this.#timeSeconds = timeSeconds;
    this.#value = value;
    this.#integral = new Float64Array(timeSeconds.length);
    this.#knownSeconds = new Float64Array(timeSeconds.length);
    for (let i = 1; i < timeSeconds.length; i++) {
      const held = Math.min((timeSeconds[i] as number) - (timeSeconds[i - 1] as number), CARRY_FORWARD_SECONDS);
      const known = !Number.isNaN(value[i - 1] as number);
      this.#integral[i] = (this.#integral[i - 1] as number) + (known ? held * (value[i - 1] as number) : 0);
      this.#knownSeconds[i] = (this.#knownSeconds[i - 1] as number) + (known ? held : 0);
    }
  }

  /** The number of the last point at or before a time; −1 before the first. */
  indexAt(timeSeconds: number): number {
    let low = 0;
    let high = this.#timeSeconds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timeSeconds[middle] as number) <= timeSeconds) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The value in force at a time; NaN where none is. */
  at(timeSeconds: number): number {
    const i = this.indexAt(timeSeconds);
    if (i < 0 || timeSeconds - (this.#timeSeconds[i] as number) > CARRY_FORWARD_SECONDS) return Number.NaN;
    return this.#value[i] as number;
  }

  /** The mean by time over (from, to], of the time in which the value is known; NaN where that is none. */
  mean(fromSeconds: number, toSeconds: number): number {
    const seconds = this.#upTo(this.#knownSeconds, toSeconds, false) - this.#upTo(this.#knownSeconds, fromSeconds, false);
    if (seconds <= 0) return Number.NaN;
    return (this.#upTo(this.#integral, toSeconds, true) - this.#upTo(this.#integral, fromSeconds, true)) / seconds;
  }

  /** The share of (from, to] in which the value is known. */
  knownShare(fromSeconds: number, toSeconds: number): number {
    const seconds = this.#upTo(this.#knownSeconds, toSeconds, false) - this.#upTo(this.#knownSeconds, fromSeconds, false);
    return seconds / (toSeconds - fromSeconds);
  }

  #upTo(sums: Float64Array, timeSeconds: number, weighted: boolean): number {
    const i = this.indexAt(timeSeconds);
    if (i < 0) return 0;
    const value = this.#value[i] as number;
    if (Number.isNaN(value)) return sums[i] as number;
    const held = Math.min(timeSeconds - (this.#timeSeconds[i] as number), CARRY_FORWARD_SECONDS);
    return (sums[i] as number) + (weighted ? held * value : held);
  }
}
