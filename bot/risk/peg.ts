import type { StepSeries } from "../predict/series/conditions.ts";
import { StepPath } from "../predict/series/stepPath.ts";
import { isDollarToken } from "./facts/dollarTokens.ts";
import { OFF_PEG_PRICE, RECOVERED_PRICE } from "./thresholds.ts";

const DAY_SECONDS = 86_400;

/** The dollar tokens that a market's symbol names, in capitals: "USDC" of a lending market, "DAI" and "USDC" of a pool "DAI-USDC". */
export function pegSymbols(symbol: string): readonly string[] {
  return symbol
    .split(/[-/+ ]/)
    .filter(isDollarToken)
    .map((part) => part.toUpperCase());
}

/** A dollar token's price over time, and when it was off its peg. */
export class PegPath {
  /** What it last closed at, or was last seen at. */
  readonly price: StepPath;
  /** The lowest that is known of each point's time. */
  readonly low: StepPath;
  readonly #timeSeconds: Float64Array;
  readonly #lows: Float64Array;
  /** When it began to be off, as far as that is known, and when it was known to. */
  readonly #off: readonly { readonly fromSeconds: number; readonly knownSeconds: number }[];

  /**
   * @param price Closing prices of days, known when the day is over, or prices of any other time.
   * @param low The lowest price of the same days, where that is known.
   */
  constructor(price: StepSeries, low: StepSeries | undefined) {
    const lowAt = new Map(Array.from(low?.timeSeconds ?? [], (time, i) => [time, low?.value[i] as number]));
    const lows = Float64Array.from(price.value, (value, i) => Math.min(value, lowAt.get(price.timeSeconds[i] as number) ?? value));
    this.#off = Array.from(price.timeSeconds).flatMap((time, i) => {
      if ((lows[i] as number) >= OFF_PEG_PRICE || (price.value[i] as number) >= RECOVERED_PRICE) return [];
      // Of a day only its end is known: the price may have fallen at its beginning.
      return [{ fromSeconds: lowAt.has(time) ? time - DAY_SECONDS : time, knownSeconds: time }];
    });
    this.price = new StepPath(price.timeSeconds, price.value);
    this.low = new StepPath(price.timeSeconds, lows);
    this.#timeSeconds = price.timeSeconds;
    this.#lows = lows;
  }

  /** The lowest price known of (from, to]; NaN where none is. */
  lowest(fromSeconds: number, toSeconds: number): number {
    let lowest = Number.NaN;
    for (let i = this.low.indexAt(toSeconds); i >= 0 && (this.#timeSeconds[i] as number) > fromSeconds; i--) {
      const low = this.#lows[i] as number;
      if (!(low >= lowest)) lowest = low;
    }
    return lowest;
  }

  /** When it first was off its peg within (from, to], of days that are over by then; NaN where it was not. */
  firstOff(fromSeconds: number, toSeconds: number): number {
    const first = this.#off.find((one) => one.fromSeconds > fromSeconds);
    return first !== undefined && first.knownSeconds <= toSeconds ? first.fromSeconds : Number.NaN;
  }

  /** Whether it is off its peg on the day of a moment. */
  isOff(atSeconds: number): boolean {
    return this.#off.some(({ fromSeconds }) => fromSeconds <= atSeconds && atSeconds < fromSeconds + DAY_SECONDS);
  }
}
