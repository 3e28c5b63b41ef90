import { thousands } from "../../predict/evaluate/report/names.ts";
import { points } from "../../predict/evaluate/text.ts";
import type { Interval90 } from "../metrics/intervals.ts";

/** 0.04567 → "4.57": per cent, the unit being told beside it. */
export function percentText(fraction: number | null, digits = 2): string {
  return points(fraction ?? Number.NaN, digits);
}

/** Cents where they matter: "0.43", "1,234". */
export function usdText(usd: number | null): string {
  if (usd === null || !Number.isFinite(usd)) return "–";
  return Math.abs(usd) < 100 ? usd.toFixed(2) : thousands(Math.round(usd));
}

/** The same with its sign: "+1,234". */
export function signedUsdText(usd: number): string {
  return usd > 0 ? `+${usdText(usd)}` : usdText(usd);
}

/** "+1.23 (0.40 to 2.06)", in percentage points; "–" where the difference is not known. */
export function differenceText(difference: number | null, [low, high]: Interval90): string {
  if (difference === null) return "–";
  const signed = `${difference > 0 ? "+" : ""}${percentText(difference)}`;
  return low === null || high === null ? signed : `${signed} (${percentText(low)} to ${percentText(high)})`;
}

/** "2023-03-14 05:00". */
export function minuteText(seconds: number): string {
  return new Date(1000 * seconds).toISOString().slice(0, 16).replace("T", " ");
}

/** For machines: "2023-03-14T05:00:00.000Z". */
export function isoTime(seconds: number): string {
  return new Date(1000 * seconds).toISOString();
}
