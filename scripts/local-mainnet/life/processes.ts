import type { Random } from "./random.ts";

export interface MeanReversion {
  readonly mean: number;
  /** Standard deviation in the long run. */
  readonly standardDeviation: number;
  readonly halfLifeSeconds: number;
}

/** The next value of an Ornstein–Uhlenbeck process: its exact distribution after `elapsedSeconds`, whatever the step. */
export function stepMeanReversion(value: number, process: MeanReversion, elapsedSeconds: number, random: Random): number {
  const persistence = 2 ** (-elapsedSeconds / process.halfLifeSeconds);
  const deviation = process.standardDeviation * Math.sqrt(1 - persistence ** 2);
  return process.mean + (value - process.mean) * persistence + deviation * random.normal();
}

export interface Jumps {
  /** Mean time between jumps. */
  readonly intervalSeconds: number;
  /** A jump's size is uniform between these. */
  readonly smallest: number;
  readonly largest: number;
  /** In which a jump fades by half. */
  readonly halfLifeSeconds: number;
}

/** The next value of a process that jumps at random times (Poisson) and fades in between. */
export function stepJumps(value: number, jumps: Jumps, elapsedSeconds: number, random: Random): number {
  const faded = value * 2 ** (-elapsedSeconds / jumps.halfLifeSeconds);
  // All numbers are drawn at every step, so that one jump does not shift all that comes later.
  const size = jumps.smallest + (jumps.largest - jumps.smallest) * random.uniform();
  return happens(jumps.intervalSeconds, elapsedSeconds, random) ? faded + size : faded;
}

/** Whether an event that comes every `intervalSeconds` on average (Poisson) comes within `elapsedSeconds`. */
export function happens(intervalSeconds: number, elapsedSeconds: number, random: Random): boolean {
  return random.uniform() < 1 - Math.exp(-elapsedSeconds / intervalSeconds);
}

export function clamp(value: number, least: number, greatest: number): number {
  return Math.min(Math.max(value, least), greatest);
}

export const HOUR = 3_600;
export const DAY = 24 * HOUR;
