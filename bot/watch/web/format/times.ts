import { utcTime } from "../../format.ts";

/** "27 Nov 2026, 16:52", where the reader is. */
export function localTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(undefined, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

/** "2026-11-27 16:52:00 UTC". */
export function utcText(seconds: number): string {
  return `${utcTime(seconds)} UTC`;
}

const UNITS = [
  { seconds: 86_400, name: "d" },
  { seconds: 3_600, name: "h" },
  { seconds: 60, name: "min" },
  { seconds: 1, name: "s" },
] as const;

/** A length of time in its two largest units: 3,720 → "1 h 2 min"; nothing is rounded up. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const first = UNITS.findIndex((unit) => whole >= unit.seconds);
  const largest = UNITS[first];
  if (largest === undefined) return "0 s";
  const rest = whole % largest.seconds;
  const next = UNITS[first + 1];
  const parts = [`${Math.floor(whole / largest.seconds)} ${largest.name}`];
  if (next !== undefined && rest >= next.seconds) parts.push(`${Math.floor(rest / next.seconds)} ${next.name}`);
  return parts.join(" ");
}
