import { quantile } from "../../predict/interval.ts";

/** The middle of the values; null of none. */
export function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : quantile(Float64Array.from(values).sort(), 0.5);
}

/** What is usual, and how far from it is usual: of a normal distribution `scale` is its standard deviation. */
export interface Usual {
  readonly median: number;
  readonly scale: number;
}

/** The 0.75 quantile of the standard normal distribution. */
const MAD_OF_NORMAL = 0.6745;

/**
 * Median and MAD / 0.6745, which half of the values cannot move however wrong they are (Iglewicz and Hoaglin, How to Detect and Handle Outliers,
 * 1993). Null of no values.
 * @param leastScale For values that hardly ever change: less than this is never unusual.
 */
export function usualOf(values: readonly number[], leastScale: number): Usual | null {
  const middle = median(values);
  if (middle === null) return null;
  const deviation = median(values.map((value) => Math.abs(value - middle))) ?? 0;
  return { median: middle, scale: Math.max(deviation / MAD_OF_NORMAL, leastScale) };
}

/** The modified z-score: how many usual deviations a value is from the median. */
export function robustScore(value: number, { median: middle, scale }: Usual): number {
  return (value - middle) / scale;
}
