import type { RandomStream } from "./randomStream.ts";

/** An Ornstein–Uhlenbeck process around zero. */
export interface MeanReversion {
  /** After which half of a deviation is left. */
  readonly halfLifeDays: number;
  /** Of the values in the long run. */
  readonly deviation: number;
}

const DAY_SECONDS = 86_400;

/** What is left of a deviation after a step, and how much noise a step of a stationary process adds. Exact for any step. */
export function stepOf({ halfLifeDays, deviation }: MeanReversion, stepSeconds: number): { readonly kept: number; readonly noise: number } {
  const kept = 2 ** (-stepSeconds / DAY_SECONDS / halfLifeDays);
  return { kept, noise: deviation * Math.sqrt(1 - kept * kept) };
}

/** The path of one, from a value that it has in the long run. */
export function meanRevertingPath(process: MeanReversion, steps: number, stepSeconds: number, random: RandomStream): Float64Array {
  const { kept, noise } = stepOf(process, stepSeconds);
  const path = new Float64Array(steps);
  let value = process.deviation * random.normal();
  for (let i = 0; i < steps; i++) {
    path[i] = value;
    value = kept * value + noise * random.normal();
  }
  return path;
}
