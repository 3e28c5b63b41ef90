import type { TimeSeries } from "../../charts/uplotOf.ts";

/** A curve of one's own times. */
export interface Curve {
  readonly name: string;
  readonly timeSeconds: readonly number[];
  /** What one dollar has grown to. */
  readonly growth: readonly number[];
}

/** Curves over the same times, for a chart: by how much each has grown, a fraction. */
export interface AlignedCurves {
  readonly timesSeconds: readonly number[];
  readonly series: readonly TimeSeries[];
}

/** Brings curves to all times that any of them has. Between two of its own times a curve keeps its last value; before and after it has none. */
export function alignCurves(curves: readonly Curve[]): AlignedCurves {
  const timesSeconds = [...new Set(curves.flatMap(({ timeSeconds }) => timeSeconds))].sort((first, second) => first - second);
  return { timesSeconds, series: curves.map((curve) => ({ name: curve.name, values: valuesAt(curve, timesSeconds) })) };
}

function valuesAt({ timeSeconds, growth }: Curve, timesSeconds: readonly number[]): readonly (number | null)[] {
  const last = timeSeconds.at(-1) ?? Number.NEGATIVE_INFINITY;
  let next = 0;
  return timesSeconds.map((seconds) => {
    while (next < timeSeconds.length && (timeSeconds[next] as number) <= seconds) next++;
    return next === 0 || seconds > last ? null : (growth[next - 1] as number) - 1;
  });
}
