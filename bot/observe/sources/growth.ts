import { type Apr, SECONDS_PER_YEAR, toFloat, type UnixSeconds } from "../../core/units.ts";
import type { EarlierReading } from "./source.ts";

/**
 * The continuously compounded rate at which a share price grew, as a fraction a year: ln(now / before) · year / elapsed. Over the minutes
 * it is measured for, that is the simple rate, and means of it add up to the whole growth.
 */
export function growthApr(before: bigint, now: bigint, elapsedSeconds: number): Apr {
  return (Math.log(toFloat(now, 0) / toFloat(before, 0)) / elapsedSeconds) * SECONDS_PER_YEAR;
}

/** What was read before; a rate that is a growth has none without it. */
export function requireEarlier<Earlier extends EarlierReading>(earlier: Earlier | null, marketId: string): Earlier {
  if (earlier === null) throw new Error(`${marketId}: no earlier block to measure the share price's growth from`);
  return earlier;
}

/** Seconds since an earlier reading. */
export function secondsSince(earlier: { readonly blockTimeSeconds: UnixSeconds }, nowSeconds: UnixSeconds): number {
  return nowSeconds - earlier.blockTimeSeconds;
}
