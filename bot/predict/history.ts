import type { Observation } from "../core/observation.ts";
import type { UnixSeconds } from "../core/units.ts";

/** The part of an ascending history that was known at `atSeconds`: every forecaster looks through this and cannot see the future. */
export function knownAt(history: readonly Observation[], atSeconds: UnixSeconds): readonly Observation[] {
  const known = firstAfter(history, atSeconds);
  return known === history.length ? history : history.slice(0, known);
}

/** The number of the first observation later than `atSeconds`; the history's length if there is none. */
export function firstAfter(history: readonly Pick<Observation, "blockTimeSeconds">[], atSeconds: UnixSeconds): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const observation = history[middle];
    if (observation !== undefined && observation.blockTimeSeconds <= atSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
