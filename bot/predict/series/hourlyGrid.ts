import { CARRY_FORWARD_SECONDS } from "./marketSeries.ts";

const HOUR_SECONDS = 3600;

/**
 * Writes the values in force at a time and at every full hour before it into `into`, newest first, and returns how many hours back the
 * first point of the series lies (at most `into.length − 1`): what is beyond stays untouched. Values carried further than
 * `CARRY_FORWARD_SECONDS` are NaN.
 */
export function fillHourlyGrid(
  timeSeconds: Float64Array,
  value: Float64Array,
  last: number,
  atSeconds: number,
  into: Float64Array,
): number {
  let i = last;
  let hours = 0;
  for (; hours < into.length; hours++) {
    const time = atSeconds - hours * HOUR_SECONDS;
    while (i >= 0 && (timeSeconds[i] as number) > time) i--;
    if (i < 0) break;
    into[hours] = time - (timeSeconds[i] as number) > CARRY_FORWARD_SECONDS ? Number.NaN : (value[i] as number);
  }
  return hours - 1;
}
