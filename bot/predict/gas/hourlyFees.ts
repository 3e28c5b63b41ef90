import type { UnixSeconds } from "../../core/units.ts";
import type { StepSeries } from "../series/conditions.ts";

export const HOUR_SECONDS = 3_600;

/**
 * Logarithms of the fees of the last hours, the newest last: of each hour (t − 3600, t] that ends whole hours before `atSeconds` the last
 * fee that was seen in it, NaN where none was. Nothing later than `atSeconds` is looked at.
 */
export function hourlyLogFees({ timeSeconds, value }: StepSeries, atSeconds: UnixSeconds, hours: number): Float64Array {
  const fees = new Float64Array(hours).fill(Number.NaN);
  for (let i = 0; i < timeSeconds.length; i++) {
    const hoursAgo = Math.floor((atSeconds - (timeSeconds[i] as number)) / HOUR_SECONDS);
    if (hoursAgo < 0 || hoursAgo >= hours) continue;
    const fee = value[i] as number;
    // A chain that charges nothing, as test chains do, has no fee to wait for.
    if (fee > 0) fees[hours - 1 - hoursAgo] = Math.log(fee);
  }
  return fees;
}
