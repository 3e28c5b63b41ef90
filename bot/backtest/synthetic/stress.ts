import { STRESS } from "./calibration.ts";
import type { RandomStream } from "./randomStream.ts";
import { DAY_SECONDS, HOURS_A_DAY, statesOf, type TimeGrid, YEAR_DAYS } from "./timeGrid.ts";

/** Times of stress of one cause. */
export interface StressTimes {
  /** The number of the episode that is on at each state, counted from 1; 0 is calm. */
  readonly episode: Int32Array;
  /** The state at which each begins. */
  readonly starts: readonly number[];
}

/** Begins at random, `aYear` times a year, and lasts for hours; while one lasts no other begins. */
export function stressTimes(grid: TimeGrid, aYear: number, random: RandomStream): StressTimes {
  const stepHours = (grid.stepSeconds / DAY_SECONDS) * HOURS_A_DAY;
  const beginning = 1 - Math.exp((-aYear * grid.stepSeconds) / DAY_SECONDS / YEAR_DAYS);
  const episode = new Int32Array(statesOf(grid));
  const starts: number[] = [];
  let left = 0;
  for (let i = 0; i < episode.length; i++) {
    if (left <= 0 && random.uniform() < beginning) {
      starts.push(i);
      left = Math.ceil((STRESS.leastHours + STRESS.meanFurtherHours * random.exponential()) / stepHours);
    }
    if (left > 0) episode[i] = starts.length;
    left--;
  }
  return { episode, starts };
}
