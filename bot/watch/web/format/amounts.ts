import { toFloat } from "../../../core/units.ts";
import { thousands, tokenAmount } from "../../format.ts";

/** What a token's amounts are read by. */
export interface Asset {
  readonly symbol: string;
  readonly decimals: number;
}

/** "1,234.57": an amount of the API, a string of digits in smallest units, in whole tokens. */
export function tokens(amount: string, { decimals }: Asset, digits = 2): string {
  return tokenAmount(BigInt(amount), decimals, digits);
}

/** The same as a number, for charts. */
export function tokensAsNumber(amount: string, { decimals }: Asset): number {
  return toFloat(BigInt(amount), decimals);
}

/** "+1,234.57" or "−1,234.57": a change. */
export function tokenChange(amount: string, asset: Asset, digits = 2): string {
  const value = BigInt(amount);
  const sign = value > 0n ? "+" : value < 0n ? "−" : "";
  return `${sign}${tokenAmount(value < 0n ? -value : value, asset.decimals, digits)}`;
}

/** "$1,234.57", "−$3.20"; what is less than a cent but not nothing keeps its first digits. */
export function usd(value: number, digits = 2): string {
  const size = Math.abs(value);
  const shown = size > 0 && size < 0.5 / 10 ** digits ? size.toPrecision(2) : thousands(size, digits);
  return `${value < 0 ? "−" : ""}$${shown}`;
}

/** "+$3.20" or "−$3.20": a change. */
export function usdChange(value: number, digits = 2): string {
  return `${value > 0 ? "+" : ""}${usd(value, digits)}`;
}

/** "$1.2M": for axes and where a figure only has to be told apart. */
export function shortUsd(value: number): string {
  return `${value < 0 ? "−" : ""}$${short(Math.abs(value))}`;
}

/** "1.2M", "350k". */
export function short(value: number): string {
  return value.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 2 }).replace("K", "k");
}

/** "12.34": wei a gas in gwei. */
export function gwei(wei: string, digits = 3): string {
  return thousands(toFloat(BigInt(wei), 9), digits);
}

/** "0.001234": wei in ether. */
export function ether(wei: string, digits = 6): string {
  return thousands(toFloat(BigInt(wei), 18), digits);
}
