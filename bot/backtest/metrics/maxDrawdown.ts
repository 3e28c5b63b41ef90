import type { UnixSeconds } from "../../core/units.ts";
import type { DailyGrowth } from "./daily.ts";

/** The deepest fall below the highest value so far, the initial capital included. */
export interface Drawdown {
  /** A fraction of the highest value before it, 0 to 1. */
  readonly depth: number;
  /** When the highest was reached and when the lowest after it; null without any fall. */
  readonly peakSeconds: UnixSeconds | null;
  readonly troughSeconds: UnixSeconds | null;
  /** When the highest was reached again; null if never, or without any fall. */
  readonly recoveredSeconds: UnixSeconds | null;
}

/** The first one, of equally deep ones. */
export function maxDrawdown({ timeSeconds, growth }: DailyGrowth): Drawdown {
  let peak = 0;
  let deepest = { depth: 0, peak: 0, trough: 0 };
  for (let i = 1; i < growth.length; i++) {
    if ((growth[i] as number) >= (growth[peak] as number)) peak = i;
    const depth = 1 - (growth[i] as number) / (growth[peak] as number);
    if (depth > deepest.depth) deepest = { depth, peak, trough: i };
  }
  if (deepest.depth === 0) return { depth: 0, peakSeconds: null, troughSeconds: null, recoveredSeconds: null };
  const recovered = growth.findIndex((value, i) => i > deepest.trough && value >= (growth[deepest.peak] as number));
  return {
    depth: deepest.depth,
    peakSeconds: timeSeconds[deepest.peak] as number,
    troughSeconds: timeSeconds[deepest.trough] as number,
    recoveredSeconds: timeSeconds[recovered] ?? null,
  };
}
