/** Values that hold from their time on until the next; a daily figure has the time at which its day was over, when it became known. */
export interface StepSeries {
  /** Unix seconds, strictly ascending. */
  readonly timeSeconds: Float64Array;
  readonly value: Float64Array;
}

/**
 * What went on around the markets, by name: "gas-gwei" (the average gas price of a day), "eth-usd", "price:SYMBOL" (the closing price
 * of a stablecoin in USD) and "price-low:SYMBOL" (the lowest of the day). One that is not there is not known.
 */
export type Conditions = ReadonlyMap<string, StepSeries>;
