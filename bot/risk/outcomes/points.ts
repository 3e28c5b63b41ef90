import type { StepPath } from "../../predict/series/stepPath.ts";

/** The numbers of a series' points within (from, to], ascending. */
export function* pointsWithin(path: StepPath, fromSeconds: number, toSeconds: number): Generator<number> {
  const last = path.indexAt(toSeconds);
  for (let i = path.indexAt(fromSeconds) + 1; i <= last; i++) yield i;
}

/** The time of the first point within (from, to] for which a test holds; NaN where there is none. */
export function firstPoint(
  timeSeconds: Float64Array,
  path: StepPath,
  fromSeconds: number,
  toSeconds: number,
  holds: (i: number) => boolean,
): number {
  for (const i of pointsWithin(path, fromSeconds, toSeconds)) if (holds(i)) return timeSeconds[i] as number;
  return Number.NaN;
}
