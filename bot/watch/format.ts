import { toFloat } from "../core/units.ts";

/** 0.04567 → "4.57 %". Percent appears only where a person reads. */
export function percent(fraction: number, digits = 2): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** "2026-01-01 00:05:00". */
export function utcTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** A token amount in whole tokens with thousands separated: 1234567890n of USDC → "1,234.57". */
export function tokenAmount(amount: bigint, decimals: number, digits = 2): string {
  return thousands(toFloat(amount, decimals), digits);
}

export function thousands(value: number, digits = 2): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The readable end of a market's id: "aave-v3:usdc" of "1:aave-v3:usdc". */
export function marketName(marketId: string): string {
  return marketId.replace(/^\d+:/, "");
}

/** "24 h", "7 d". */
export function horizonText(seconds: number): string {
  const hours = seconds / 3_600;
  return hours > 24 && hours % 24 === 0 ? `${hours / 24} d` : `${Number(hours.toFixed(1))} h`;
}
