import { percent } from "../../format.ts";

export { percent };

/** "+0.31 %", "−0.31 %": a difference of rates. */
export function percentChange(fraction: number, digits = 2): string {
  const sign = fraction > 0 ? "+" : fraction < 0 ? "−" : "";
  return `${sign}${percent(Math.abs(fraction), digits)}`;
}

/** "25 bps". */
export function basisPoints(bps: number): string {
  return `${Number(bps.toFixed(2)).toLocaleString("en-US")} bps`;
}
