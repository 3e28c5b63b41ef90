import type { UnixSeconds } from "../../core/units.ts";
import { JUDGED_MOMENTS } from "../../predict/learned/outcomes.ts";
import type { MindWorld } from "./history.ts";

/** Minds speak at whole multiples of this since 1970, as those were judged that they are. */
export const MIND_STEP_SECONDS = JUDGED_MOMENTS.stepSeconds;

/** When minds speak: the last time at or before the first moment of a world, and every time after it up to its last moment. */
export function mindTimes({ timeSeconds }: MindWorld): readonly UnixSeconds[] {
  const times: UnixSeconds[] = [];
  const last = timeSeconds.at(-1) ?? Number.NEGATIVE_INFINITY;
  const first = Math.floor((timeSeconds[0] ?? 0) / MIND_STEP_SECONDS) * MIND_STEP_SECONDS;
  for (let atSeconds = first; atSeconds <= last; atSeconds += MIND_STEP_SECONDS) times.push(atSeconds);
  return times;
}

/**
 * Calls `put` for each place in a world's columns at which something stands that was said of a market at one of `mindTimes`: until the next time,
 * and no longer, whether or not anything is said then.
 *
 * @param market Of the world; −1 stands nowhere.
 */
export function standing(
  { timeSeconds }: MindWorld,
  said: { readonly market: ArrayLike<number>; readonly atSeconds: ArrayLike<number> },
  put: (place: number, row: number) => void,
): void {
  const moments = timeSeconds.length;
  for (let row = 0; row < said.market.length; row++) {
    const market = said.market[row] as number;
    if (market < 0) continue;
    const atSeconds = said.atSeconds[row] as number;
    for (let s = firstAtOrAfter(timeSeconds, atSeconds); s < moments; s++) {
      if ((timeSeconds[s] as number) >= atSeconds + MIND_STEP_SECONDS) break;
      put(market * moments + s, row);
    }
  }
}

function firstAtOrAfter(timeSeconds: Float64Array, atSeconds: UnixSeconds): number {
  let low = 0;
  let high = timeSeconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timeSeconds[middle] as number) < atSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
